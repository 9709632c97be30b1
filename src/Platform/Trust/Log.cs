using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Trust;

internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Warning, "An assertion was refused: {Reason}. Endpoint: {Endpoint}, trace id {TraceId}.")]
    public static partial void AssertionRefused(this ILogger logger, AssertionFailure reason, string? endpoint, string traceId);

    [LoggerMessage(1201, LogLevel.Information, "Consumer {Consumer} of tenant {Tenant} lacks scope {Scope}, trace id {TraceId}.")]
    public static partial void ScopeMissing(this ILogger logger, string consumer, string tenant, string scope, string traceId);

    [LoggerMessage(1202, LogLevel.Warning, "Consumer {Consumer} of tenant {Tenant} called what is for operators, vouched for by {Issuer}, trace id {TraceId}.")]
    public static partial void IssuerRefused(this ILogger logger, string consumer, string tenant, string issuer, string traceId);
}
