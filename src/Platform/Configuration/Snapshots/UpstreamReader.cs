using System.Text.Json;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Platform.Configuration.Snapshots.SnapshotJson;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>Reads upstreams with all that says how their servers are used.</summary>
internal static class UpstreamReader
{
    public static UpstreamConfig Read(ref Utf8JsonReader json)
    {
        var upstream = new UpstreamConfig { Name = "" };
        while (NextMember(ref json, out var name))
        {
            upstream = name switch
            {
                "upstream" => upstream with { Name = json.GetString()! },
                "service" => upstream with { Service = json.GetString() },
                "urls" => upstream with { Urls = List(ref json, Destination) },
                "protocol" => upstream with { Protocol = Protocol(json.GetString()) },
                "connectTimeout" => upstream with { ConnectTimeout = ApiReader.Time(ref json) },
                "hostHeader" => upstream with { HostHeader = Host(json.GetString()) },
                "balance" => upstream with { Balance = Balance(json.GetString()) },
                "hashOn" => upstream with { HashOn = json.GetString() },
                "retries" => upstream with { Retries = Retries(ref json) },
                "breaker" => upstream with { Breaker = Breaker(ref json) },
                "concurrency" => upstream with { Concurrency = Concurrency(ref json) },
                "health" => upstream with { Health = Health(ref json) },
                "panicThreshold" => upstream with { PanicThreshold = json.GetInt32() },
                "slowStart" => upstream with { SlowStart = ApiReader.Time(ref json) },
                _ => SnapshotReader.Owned(ref json, name, upstream),
            };
        }

        return upstream;
    }

    private static DestinationConfig Destination(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.String)
        {
            return new DestinationConfig { Url = json.GetString()! };
        }

        var destination = new DestinationConfig { Url = "" };
        while (NextMember(ref json, out var name))
        {
            destination = name switch
            {
                "url" => destination with { Url = json.GetString()! },
                "weight" => destination with { Weight = json.GetInt32() },
                _ => Skip(ref json, destination),
            };
        }

        return destination;
    }

    private static RetriesConfig Retries(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.String)
        {
            return json.ValueTextEquals(NoneWord.Text) ? new RetriesConfig { None = true } : throw Unknown(json.GetString());
        }

        var retries = new RetriesConfig();
        while (NextMember(ref json, out var name))
        {
            retries = name switch
            {
                "max" => retries with { Max = json.GetInt32() },
                "statuses" => retries with { Statuses = Numbers(ref json) },
                "pause" => retries with { Pause = ApiReader.Time(ref json) },
                "maxPause" => retries with { MaxPause = ApiReader.Time(ref json) },
                "budget" => retries with { Budget = json.GetInt32() },
                "minBudget" => retries with { MinBudget = json.GetInt32() },
                "maxBody" => retries with { MaxBody = ApiReader.Size(ref json) },
                _ => Skip(ref json, retries),
            };
        }

        return retries;
    }

    private static BreakerConfig Breaker(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.String)
        {
            return json.ValueTextEquals(NoneWord.Text) ? new BreakerConfig { None = true } : throw Unknown(json.GetString());
        }

        var breaker = new BreakerConfig();
        while (NextMember(ref json, out var name))
        {
            breaker = name switch
            {
                "failureRate" => breaker with { FailureRate = json.GetInt32() },
                "minRequests" => breaker with { MinRequests = json.GetInt32() },
                "window" => breaker with { Window = ApiReader.Time(ref json) },
                "consecutive" => breaker with { Consecutive = json.GetInt32() },
                "open" => breaker with { Open = ApiReader.Time(ref json) },
                "maxOpen" => breaker with { MaxOpen = ApiReader.Time(ref json) },
                "statuses" => breaker with { Statuses = Numbers(ref json) },
                _ => Skip(ref json, breaker),
            };
        }

        return breaker;
    }

    private static ConcurrencyConfig Concurrency(ref Utf8JsonReader json)
    {
        var concurrency = new ConcurrencyConfig { Max = 0 };
        while (NextMember(ref json, out var name))
        {
            concurrency = name switch
            {
                "max" => concurrency with { Max = json.GetInt32() },
                "queue" => concurrency with { Queue = json.GetInt32() },
                "wait" => concurrency with { Wait = ApiReader.Time(ref json) },
                _ => Skip(ref json, concurrency),
            };
        }

        return concurrency;
    }

    private static HealthConfig Health(ref Utf8JsonReader json)
    {
        var health = new HealthConfig { Path = "" };
        while (NextMember(ref json, out var name))
        {
            health = name switch
            {
                "path" => health with { Path = json.GetString()! },
                "interval" => health with { Interval = ApiReader.Time(ref json) },
                "timeout" => health with { Timeout = ApiReader.Time(ref json) },
                "healthyAfter" => health with { HealthyAfter = json.GetInt32() },
                "unhealthyAfter" => health with { UnhealthyAfter = json.GetInt32() },
                "statuses" => health with { Statuses = Numbers(ref json) },
                _ => Skip(ref json, health),
            };
        }

        return health;
    }

    private static List<int> Numbers(ref Utf8JsonReader json) => List(ref json, static (ref Utf8JsonReader item) => item.GetInt32());

    private static T Skip<T>(ref Utf8JsonReader json, T config)
    {
        json.Skip();
        return config;
    }

    private static UpstreamProtocol Protocol(string? name) => name switch
    {
        "auto" => UpstreamProtocol.Auto,
        "http1" => UpstreamProtocol.Http1,
        "http2" => UpstreamProtocol.Http2,
        _ => throw Unknown(name),
    };

    private static HostHeader Host(string? name) => name switch
    {
        "upstream" => HostHeader.Upstream,
        "client" => HostHeader.Client,
        _ => throw Unknown(name),
    };

    private static BalanceMethod Balance(string? name) => name switch
    {
        "powerOfTwo" => BalanceMethod.PowerOfTwo,
        "leastRequests" => BalanceMethod.LeastRequests,
        "roundRobin" => BalanceMethod.RoundRobin,
        "weighted" => BalanceMethod.Weighted,
        "consistentHash" => BalanceMethod.ConsistentHash,
        _ => throw Unknown(name),
    };
}
