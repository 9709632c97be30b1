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

    /// <summary>Base URLs (http or https, no query) of equal servers. Either this or <c>service</c>.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string> Urls { get; init => field = value ?? []; } = [];

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
