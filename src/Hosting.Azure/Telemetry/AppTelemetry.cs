using System.Runtime.CompilerServices;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Hosting.Azure.Telemetry;

/// <summary>Sends an app's telemetry to Application Insights, to a collector, or to both.</summary>
internal static class AppTelemetry
{
    /// <exception cref="AzureSettingsException">There is nowhere to send it, in Azure.</exception>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string module, string instanceId, TelemetrySettings settings)
    {
        // Also for the Functions host, which gets every entry for its log stream.
        builder.Logging.AddFilter(TelemetryNames.PathLogs, LogLevel.None);
        if (settings.IsExported)
        {
            Export(builder, module, instanceId, settings);
        }
        else if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddHostedService<NothingIsExported>();
        }
        else
        {
            throw new AzureSettingsException(module, [
                $"App setting '{TelemetrySettings.ConnectionName}' is missing. Set it to the connection string of Application Insights, or '{TelemetryNames.EndpointSetting}' to the address of a collector."]);
        }
    }

    // Not inlined: the assemblies that it names are loaded when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Export(IHostApplicationBuilder builder, string module, string instanceId, TelemetrySettings settings)
    {
        builder.Logging.FilterExported<OpenTelemetryLoggerProvider>();

        // The host's telemetry and the app's meet under one name.
        var telemetry = builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .AddTollgate(builder.Configuration, settings.Site ?? module, instanceId);
        if (settings.Connection is not null)
        {
            telemetry.UseAzureMonitorExporter(options => Configure(options, settings));
        }
    }

    private static void Configure(AzureMonitorExporterOptions options, TelemetrySettings settings)
    {
        options.ConnectionString = settings.Connection;
        options.Credential = settings.Identity?.CreateCredential();
        (options.TracesPerSecond, options.SamplingRatio) = (null, settings.TracesShare);

        // The access log is complete and alerts read the logs, whatever becomes of the traces.
        options.EnableTraceBasedLogsSampler = false;
    }
}
