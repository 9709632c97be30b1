using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Telemetry;

/// <summary>Connects a module's container to the export of its process.</summary>
public static class TelemetryServiceCollectionExtensions
{
    /// <summary>
    /// Sends the container's logs to the export; its traces and metrics arrive there anyway. With null (no export) nothing is
    /// added. The export outlives the container.
    /// </summary>
    public static IServiceCollection AddTollgateTelemetry(this IServiceCollection services, TelemetryExport? export) =>
        export is null ? services : services.AddLogging(logging => logging.AddProvider(export.Logs).FilterExported<TelemetryExport.ExportedLogs>());
}
