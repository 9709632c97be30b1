using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

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
    public static TelemetryExport? Start(IConfiguration configuration, string serviceName, string instanceId) =>
        TelemetryPipeline.HasCollector(configuration) ? StartExport(configuration, serviceName, instanceId) : null;

    /// <summary>Sends what is still buffered and ends the export.</summary>
    public void Dispose() => _export.Dispose();

    // Not inlined: the assemblies that it names are loaded when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TelemetryExport StartExport(IConfiguration configuration, string serviceName, string instanceId)
    {
        var sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.Services.AddSingleton(configuration);
            builder.AddTollgate(configuration, serviceName, instanceId);
        });
        return new TelemetryExport(sdk, new ExportedLogs(sdk.GetLoggerFactory()));
    }

    internal sealed class ExportedLogs(ILoggerFactory loggers) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        // The export owns the factory and ends with the process, not with the container that disposes its providers.
        public void Dispose()
        {
        }
    }
}
