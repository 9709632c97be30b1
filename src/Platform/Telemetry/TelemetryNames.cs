namespace Tollgate.Platform.Telemetry;

/// <summary>The names under which the product emits telemetry.</summary>
public static class TelemetryNames
{
    /// <summary>What the name of every <c>ActivitySource</c> and <c>Meter</c> of the product begins with, and the category of its logs: <c>Tollgate.Gateway</c>.</summary>
    public const string Prefix = "Tollgate.";

    /// <summary>The attribute of spans and measurements that names the module they come from: <c>orders</c>.</summary>
    public const string Module = "tollgate.module";

    /// <summary>
    /// The category in which ASP.NET Core logs the path of every request, which carries personal data. With it on, the path is also in the scope of every
    /// other entry, and each request has an activity that nobody asked for: it is off everywhere.
    /// </summary>
    public const string PathLogs = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>The setting with the address of a collector, which turns its export on (OpenTelemetry specification, "OTLP exporter configuration").</summary>
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
}
