using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using Tollgate.AzureSdkSurface;

namespace Azure.Monitor.OpenTelemetry.Exporter;

public class AzureMonitorExporterOptions : ClientOptions
{
    public string? ConnectionString { get; set; }

    public TokenCredential? Credential { get; set; }

    public float SamplingRatio { get; set; } = 1.0F;

    public double? TracesPerSecond { get; set; } = 5.0;

    public bool EnableTraceBasedLogsSampler { get; set; } = true;
}

public static class OpenTelemetryBuilderExtensions
{
    // Registers as the original does, so that tests see what was asked for; only a start finds that there is nothing behind it.
    public static IOpenTelemetryBuilder UseAzureMonitorExporter(this IOpenTelemetryBuilder builder, Action<AzureMonitorExporterOptions> configureAzureMonitor)
    {
        builder.Services.Configure(configureAzureMonitor);
        builder.Services.AddHostedService<NoExporter>();
        return builder.WithLogging().WithMetrics().WithTracing();
    }

    private sealed class NoExporter : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new SurfaceException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
