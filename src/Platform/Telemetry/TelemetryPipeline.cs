using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tollgate.Platform.Telemetry;

/// <summary>What a process exports, under which names and what of it is left out: the same on every host, wherever it goes.</summary>
public static class TelemetryPipeline
{
    /// <summary>
    /// Takes the spans, metrics and logs of the product, of its requests and of its calls, and sends them by OTLP if
    /// <see cref="TelemetryNames.EndpointSetting"/> is set. Exporters that are added besides get the same.
    /// </summary>
    /// <param name="builder">The builder of the process; what it names its resource is overridden.</param>
    /// <param name="configuration">Holds the standard <c>OTEL_*</c> settings; the host adds environment variables to it.</param>
    /// <param name="serviceName">Resource attribute <c>service.name</c>, unless <c>OTEL_SERVICE_NAME</c> names another.</param>
    /// <param name="instanceId">Resource attribute <c>service.instance.id</c>.</param>
    public static IOpenTelemetryBuilder AddTollgate(this IOpenTelemetryBuilder builder, IConfiguration configuration, string serviceName, string instanceId)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);

        builder
            .ConfigureResource(resource => resource
                .AddService(serviceName, serviceVersion: typeof(TelemetryPipeline).Assembly.GetName().Version?.ToString(3), serviceInstanceId: instanceId)
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => traces
                .AddSource("Microsoft.AspNetCore", "System.Net.Http", TelemetryNames.Prefix + "*")
                .AddProcessor(new AddressRedaction()))
            .WithMetrics(metrics => metrics.AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", TelemetryNames.Prefix + "*"))
            .WithLogging(configureBuilder: null, options => (options.IncludeScopes, options.IncludeFormattedMessage) = (true, true));
        return HasCollector(configuration) ? builder.UseOtlpExporter() : builder;
    }

    /// <summary>
    /// Lets a provider of logs that leave the process take the product's entries from information on, access-log records among them, and those of others from
    /// warning on; but none of <see cref="TelemetryNames.PathLogs"/>.
    /// </summary>
    public static ILoggingBuilder FilterExported<TProvider>(this ILoggingBuilder logging)
        where TProvider : ILoggerProvider => logging
        .AddFilter<TProvider>(null, LogLevel.Warning)
        .AddFilter<TProvider>(TelemetryNames.Prefix.TrimEnd('.'), LogLevel.Information)
        .AddFilter<TProvider>(TelemetryNames.PathLogs, LogLevel.None);

    /// <summary>Whether the settings name a collector to export to by OTLP.</summary>
    public static bool HasCollector(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return !string.IsNullOrEmpty(configuration[TelemetryNames.EndpointSetting]);
    }
}
