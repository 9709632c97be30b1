using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Servers that answer for one or more APIs.</summary>
public sealed record UpstreamConfig : OwnedResourceConfig
{
    /// <summary>The upstream's name.</summary>
    [JsonPropertyName("upstream")]
    [JsonPropertyOrder(-10)]
    [Form(Forms.Name, Forms.NameText)]
    public required string Name { get; init; }

    /// <summary>A registered service; its requests carry the gateway's assertion. Either this or <c>urls</c>.</summary>
    [Form(Forms.Name, Forms.NameText)]
    public string? Service { get; init; }

    /// <summary>Base URLs (http or https, no query) of equal servers, each alone or with its <c>weight</c>. Either this or <c>service</c>.</summary>
    [JsonConverter(typeof(DestinationsConverter))]
    public IReadOnlyList<DestinationConfig> Urls { get; init => field = value ?? []; } = [];

    /// <summary>
    /// The protocol: <c>http1</c>, <c>http2</c> (over TLS, or with prior knowledge over http), or <c>auto</c> (what TLS negotiates, else HTTP/1.1).
    /// Default: <c>auto</c>.
    /// </summary>
    public UpstreamProtocol Protocol { get; init; }

    /// <summary>How long a TCP and TLS connection may take to open, 1ms to 60s. Default: 5s.</summary>
    [Between("1ms", "60s")]
    public Duration? ConnectTimeout { get; init; }

    /// <summary>The <c>Host</c> header sent upstream: <c>upstream</c> for the URL's host, <c>client</c> for the request's. Default: <c>upstream</c>.</summary>
    public HostHeader HostHeader { get; init; }

    /// <summary>
    /// How requests are spread over several servers: <c>powerOfTwo</c> (the less busy of two drawn at random), <c>leastRequests</c>, <c>roundRobin</c>,
    /// <c>weighted</c> (in turn, by <c>weight</c>) or <c>consistentHash</c> (the same server for the same <c>hashOn</c>).
    /// Default: <c>weighted</c> where a URL has a weight, else <c>powerOfTwo</c>.
    /// </summary>
    public BalanceMethod? Balance { get; init; }

    /// <summary>
    /// What <c>consistentHash</c> looks at: <c>consumer</c>, <c>ip</c>, <c>header:Name</c> or <c>cookie:name</c>; requests without it go by their ip.
    /// </summary>
    [Form(Forms.HashOn, Forms.HashOnText)]
    public string? HashOn { get; init; }

    /// <summary>What is tried again after a failure, and how often; <c>none</c> to try everything once. Default: up to 2 retries of what may be repeated.</summary>
    [JsonConverter(typeof(RetriesConverter))]
    public RetriesConfig? Retries { get; init; }

    /// <summary>When a server that fails gets no requests for a while; <c>none</c> to send them regardless. Default: see the keys.</summary>
    [JsonConverter(typeof(BreakerConverter))]
    public BreakerConfig? Breaker { get; init; }

    /// <summary>How many requests may be under way at the same time, all servers together, per instance of the gateway. Default: any number.</summary>
    public ConcurrencyConfig? Concurrency { get; init; }

    /// <summary>Asks each server regularly whether it is well; those that aren't get no requests. Default: nobody asks.</summary>
    public HealthConfig? Health { get; init; }

    /// <summary>
    /// When fewer than this percentage of the servers are left, 0 to 100: <c>health</c> is ignored, and no breaker stays open for longer than its
    /// <c>open</c>. 0 switches that off. Default: 50.
    /// </summary>
    [Between("0", "100")]
    public int? PanicThreshold { get; init; }

    /// <summary>How long a server that is new or back takes to get its full share, 1s to 15m, beginning with a tenth. Default: at once.</summary>
    [Between("1s", "15m")]
    public Duration? SlowStart { get; init; }
}

/// <summary>A server of an upstream.</summary>
public sealed record DestinationConfig
{
    /// <summary>Its base URL (http or https, no query).</summary>
    [Example("https://orders.example.com")]
    public required string Url { get; init; }

    /// <summary>Its share of the requests compared with the others', 1 to 100. Default: 1.</summary>
    [Between("1", "100")]
    public int? Weight { get; init; }
}

/// <summary>How requests are spread over several servers.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<BalanceMethod>))]
public enum BalanceMethod
{
    /// <summary>The less busy of two drawn at random.</summary>
    PowerOfTwo,

    /// <summary>The least busy.</summary>
    LeastRequests,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>One after the other, by weight.</summary>
    Weighted,

    /// <summary>The same one for the same consumer, address, header or cookie.</summary>
    ConsistentHash,
}

/// <summary>The protocol spoken with an upstream.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<UpstreamProtocol>))]
public enum UpstreamProtocol
{
    /// <summary>What TLS negotiates; HTTP/1.1 without TLS.</summary>
    Auto,

    /// <summary>HTTP/1.1 only.</summary>
    Http1,

    /// <summary>HTTP/2 only; without TLS by prior knowledge (RFC 9113 section 3.3).</summary>
    Http2,
}

/// <summary>Which host name an upstream sees.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HostHeader>))]
public enum HostHeader
{
    /// <summary>The one of its URL.</summary>
    Upstream,

    /// <summary>The one that the client sent.</summary>
    Client,
}

/// <summary>Where an API's requests go: a name, or URLs in place.</summary>
[JsonConverter(typeof(UpstreamReferenceConverter))]
public sealed record UpstreamReference
{
    /// <summary>The name of an upstream resource or, where there is none of that name, of a registered service; null with URLs.</summary>
    public string? Name { get; init; }

    /// <summary>Base URLs in place; empty with a name.</summary>
    public IReadOnlyList<string> Urls { get; init => field = value ?? []; } = [];
}
