using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Azure.Telemetry;

internal static partial class Log
{
    [LoggerMessage(5400, LogLevel.Information, "No telemetry is exported: neither APPLICATIONINSIGHTS_CONNECTION_STRING nor OTEL_EXPORTER_OTLP_ENDPOINT is set.")]
    public static partial void NothingIsExported(this ILogger logger);
}
