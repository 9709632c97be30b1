namespace Tollgate.Platform.Telemetry;

/// <summary>The names under which the product emits telemetry.</summary>
public static class TelemetryNames
{
    /// <summary>What the name of every <c>ActivitySource</c> and <c>Meter</c> of the product begins with: <c>Tollgate.Gateway</c>.</summary>
    public const string Prefix = "Tollgate.";

    /// <summary>The setting that turns the export on (OpenTelemetry specification, "OTLP exporter configuration").</summary>
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
}
