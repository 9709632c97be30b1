using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Accepting;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Composing;
using Tollgate.Gateway.Cors;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Routing;
using Tollgate.Gateway.Snapshots;

namespace Tollgate.Gateway;

/// <summary>What the stages learn of one request: each writes its own part, later ones and the access log read it.</summary>
internal sealed class GatewayExchange(HttpContext context, TraceIdentity trace, long startTimestamp)
{
    private RouteCaptures _captures;

    public HttpContext Context { get; } = context;

    /// <summary>The client's exchange, where this is one of the calls that its answer is composed of; null for the client's own.</summary>
    public GatewayExchange? Origin { get; init; }

    /// <summary>The configuration that this request lives by, whatever is applied meanwhile; empty before it has one.</summary>
    public GatewaySnapshot Snapshot { get; set; } = GatewaySnapshot.Empty;

    public TraceIdentity Trace { get; } = trace;

    /// <summary>When the request arrived, on the monotonic clock.</summary>
    public long StartTimestamp { get; } = startTimestamp;

    /// <summary>The client as far as proxies are trusted; null where one of them named none.</summary>
    public IPAddress? ClientAddress { get; set; }

    /// <summary>The scheme that the client used, where a trusted proxy says so.</summary>
    public string? ClientScheme { get; set; }

    /// <summary>The host that the client named, where a trusted proxy says so; routes are found by the request's own.</summary>
    public string? ClientHost { get; set; }

    public RequestTarget Target { get; set; }

    public RouteModel? Route { get; set; }

    /// <summary>What a browser asks in advance; null for every other request.</summary>
    public Preflight? Preflight { get; set; }

    /// <summary>Whether a stage has written the answer, so that no other runs.</summary>
    public bool IsAnswered { get; set; }

    public ref RouteCaptures Captures => ref _captures;

    /// <summary>Who calls; null on an anonymous route.</summary>
    public CallerIdentity? Caller { get; set; }

    /// <summary>The header that carried the gateway's own credential: not the upstream's business.</summary>
    public string? ConsumedHeader { get; set; }

    /// <summary>What the limits before authentication have left, until the others were asked too.</summary>
    public LimitReading[]? EarlyReadings { get; set; }

    /// <summary>What the limits said.</summary>
    public LimitState Limit { get; set; }

    /// <summary>What became of the branches; null where the answer is not composed.</summary>
    public ComposedSummary? Composed { get; set; }

    public Destination? Destination { get; set; }

    /// <summary>When the upstream call began, on the monotonic clock; 0 when there was none.</summary>
    public long ForwardTimestamp { get; set; }

    /// <summary>The tries and the server that had the last one; null when there was none.</summary>
    public Delivery? Delivery { get; set; }

    public ForwardOutcome Outcome { get; set; }
}
