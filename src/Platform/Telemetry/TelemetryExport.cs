using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tollgate.Platform.Telemetry;

/// <summary>
/// Sends the traces, metrics and logs of the whole process by OTLP. There is one per process, shared by all its modules, and
/// none when no endpoint is set: then no OpenTelemetry assembly is loaded, which a cold start would pay for.
/// </summary>
public sealed class TelemetryExport : IDisposable
{
    private readonly IDisposable _export;

    private TelemetryExport(IDisposable export, ILoggerProvider logs)
    {
        _export = export;
        Logs = logs;
    }

    internal ILoggerProvider Logs { get; }

    /// <summary>Starts the export if <see cref="TelemetryNames.EndpointSetting"/> is set, else returns null.</summary>
    /// <param name="configuration">Holds the standard <c>OTEL_*</c> settings; the host adds environment variables to it.</param>
    /// <param name="serviceName">Resource attribute <c>service.name</c>, unless <c>OTEL_SERVICE_NAME</c> names another.</param>
    /// <param name="instanceId">Resource attribute <c>service.instance.id</c>.</param>
    public static TelemetryExport? Start(IConfiguration configuration, string serviceName, string instanceId)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return string.IsNullOrEmpty(configuration[TelemetryNames.EndpointSetting]) ? null : StartExport(configuration, serviceName, instanceId);
    }

    /// <summary>Sends what is still buffered and ends the export.</summary>
    public void Dispose() => _export.Dispose();

    // Not inlined: the assemblies that it names are loaded when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TelemetryExport StartExport(IConfiguration configuration, string serviceName, string instanceId)
    {
        var sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.Services.AddSingleton(configuration);
            builder
                .ConfigureResource(resource => resource
                    .AddService(serviceName, serviceInstanceId: instanceId)
                    .AddEnvironmentVariableDetector())
                .WithTracing(traces => traces.AddSource("Microsoft.AspNetCore", "System.Net.Http", TelemetryNames.Prefix + "*"))
                .WithMetrics(metrics => metrics.AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", TelemetryNames.Prefix + "*"))
                .WithLogging(configureBuilder: null, options => options.IncludeScopes = true)
                .UseOtlpExporter();
        });
        return new TelemetryExport(sdk, new ExportedLogs(sdk.GetLoggerFactory()));
    }

    private sealed class ExportedLogs(ILoggerFactory loggers) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        // The export owns the factory and ends with the process, not with the container that disposes its providers.
        public void Dispose()
        {
        }
    }
}
