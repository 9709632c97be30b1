using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;

namespace Tollgate.Gateway.Recording;

/// <summary>The last step of every request: one access-log record, one measurement, and what its span says. Costs next to nothing when nobody listens.</summary>
internal sealed class AccessLog
{
    /// <summary>The logger category whose entries are access-log records.</summary>
    public const string Category = "Tollgate.Gateway.Access";

    private static readonly EventId EventId = new(1300, "Access");

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _instance;
    private readonly Histogram<double> _duration;
    private int _warm;

    public AccessLog(ILoggerFactory loggers, IMeterFactory meters, HostInfo host, TimeProvider time)
    {
        _logger = loggers.CreateLogger(Category);
        _time = time;
        _instance = host.InstanceId;
        _duration = meters.Create("Tollgate.Gateway").CreateHistogram<double>(
            "tollgate.gateway.request.duration", "s", "Time from a request's arrival to the end of its answer, by API, operation and status.");
    }

    public void Write(GatewayExchange exchange, Problem? problem)
    {
        var coldStart = Volatile.Read(ref _warm) == 0 && Interlocked.Exchange(ref _warm, 1) == 0;
        if (_logger.IsEnabled(LogLevel.Information))
        {
            var record = Record(exchange, problem, coldStart);
            _logger.Log(LogLevel.Information, EventId, record, null, static (state, _) => state.ToString());
        }

        if (_duration.Enabled)
        {
            Measure(exchange);
        }

        GatewaySpan.Complete(exchange, Status(exchange));
    }

    private static int Status(GatewayExchange exchange) =>
        exchange.Outcome.Error is ForwardError.ClientAborted ? StatusCodes.Status499ClientClosedRequest : exchange.Context.Response.StatusCode;

    private void Measure(GatewayExchange exchange)
    {
        var tags = new TagList
        {
            { "tollgate.api", exchange.Route?.Api.Name ?? "" },
            { "tollgate.operation", exchange.Route?.Name ?? "" },
            { "http.response.status_code", Status(exchange) },
        };
        _duration.Record(_time.GetElapsedTime(exchange.StartTimestamp).TotalSeconds, tags);
    }

    private AccessLogRecord Record(GatewayExchange exchange, Problem? problem, bool coldStart)
    {
        var (context, route, caller, outcome) = (exchange.Context, exchange.Route, exchange.Caller, exchange.Outcome);
        var request = context.Request;
        var end = _time.GetTimestamp();
        return new AccessLogRecord
        {
            Time = _time.GetUtcNow(),
            RequestId = exchange.Trace.RequestId,
            TraceId = exchange.Trace.TraceId,
            Tenant = caller?.Tenant ?? route?.Api.Tenant,
            Consumer = caller?.Consumer,
            Subscription = caller?.Subscription,
            Plan = caller?.Plan,
            Key = caller?.KeyName,
            Api = route?.Api.Name,
            Version = route?.Api.Version is { Length: > 0 } version ? version : null,
            Operation = route?.Name,
            Method = request.Method,
            Host = request.Host.Value ?? "",
            PathTemplate = route?.Template,
            Unmatched = route is null ? FirstSegment.Of(exchange.Target.Path) : null,
            Protocol = request.Protocol,
            Status = Status(exchange),
            Problem = problem?.Type.Name,
            Reason = problem is { Type.Status: StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden } ? problem.Detail : null,
            ClientIp = exchange.ClientAddress?.ToString(),
            UserAgent = request.Headers.UserAgent,
            BytesIn = outcome.BytesIn,
            BytesOut = problem is null ? outcome.BytesOut : context.Response.ContentLength ?? 0,
            Duration = _time.GetElapsedTime(exchange.StartTimestamp, end),
            UpstreamTime = exchange.ForwardTimestamp == 0 ? TimeSpan.Zero : _time.GetElapsedTime(exchange.ForwardTimestamp, end),
            TimeToFirstByte = outcome.TimeToFirstByte,
            Upstream = exchange.Destination is null ? null : route?.Upstream.Name,
            UpstreamHost = exchange.Destination?.Authority,
            Attempts = exchange.Delivery?.Attempts ?? 0,
            Composed = exchange.Composed,
            BreakerState = exchange.Delivery?.BreakerState,
            LimitPolicy = exchange.Limit.Tightest,
            Remaining = exchange.Limit.Tightest is null ? null : exchange.Limit.Remaining,
            Error = outcome.Error is ForwardError.None ? null : outcome.Error.ToString(),
            Revision = exchange.Snapshot.Head.Revision,
            ColdStart = coldStart,
            Instance = _instance,
        };
    }
}
