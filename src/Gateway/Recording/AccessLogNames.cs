using Tollgate.Platform.Telemetry;

namespace Tollgate.Gateway.Recording;

/// <summary>The names of the access log's fields; docs/operations.md says what they mean.</summary>
internal static class AccessLogNames
{
    public static readonly JsonName Time = new("time");
    public static readonly JsonName RequestId = new("requestId");
    public static readonly JsonName TraceId = new("traceId");
    public static readonly JsonName Tenant = new("tenant");
    public static readonly JsonName Consumer = new("consumer");
    public static readonly JsonName Subscription = new("subscription");
    public static readonly JsonName Plan = new("plan");
    public static readonly JsonName KeyId = new("keyId");
    public static readonly JsonName Api = new("api");
    public static readonly JsonName Version = new("version");
    public static readonly JsonName Operation = new("operation");
    public static readonly JsonName Method = new("method");
    public static readonly JsonName Host = new("host");
    public static readonly JsonName PathTemplate = new("pathTemplate");
    public static readonly JsonName Unmatched = new("unmatched");
    public static readonly JsonName Protocol = new("protocol");
    public static readonly JsonName Status = new("status");
    public static readonly JsonName ProblemType = new("problemType");
    public static readonly JsonName Reason = new("reason");
    public static readonly JsonName ClientIp = new("clientIp");
    public static readonly JsonName UserAgent = new("userAgent");
    public static readonly JsonName BytesIn = new("bytesIn");
    public static readonly JsonName BytesOut = new("bytesOut");
    public static readonly JsonName DurationMs = new("durationMs");
    public static readonly JsonName GatewayMs = new("gatewayMs");
    public static readonly JsonName UpstreamMs = new("upstreamMs");
    public static readonly JsonName TtfbMs = new("ttfbMs");
    public static readonly JsonName Upstream = new("upstream");
    public static readonly JsonName UpstreamHost = new("upstreamHost");
    public static readonly JsonName Attempts = new("attempts");
    public static readonly JsonName Branches = new("branches");
    public static readonly JsonName SlowestBranch = new("slowestBranch");
    public static readonly JsonName FailedBranches = new("failedBranches");
    public static readonly JsonName BreakerState = new("breakerState");
    public static readonly JsonName LimitPolicy = new("limitPolicy");
    public static readonly JsonName Remaining = new("remaining");
    public static readonly JsonName Error = new("error");
    public static readonly JsonName Revision = new("revision");
    public static readonly JsonName ColdStart = new("coldStart");
    public static readonly JsonName InstanceId = new("instanceId");
}
