using System.Diagnostics;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Platform.Events;

/// <summary>The spans around events.</summary>
internal static class EventTelemetry
{
    private static readonly ActivitySource Source = new(TelemetryNames.Prefix + "Events");

    /// <summary>The trace context of what runs now, as an event carries it.</summary>
    public static (string? TraceParent, string? TraceState) Current() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? (activity.Id, activity.TraceStateString) : (null, null);

    /// <summary>Goes on with the trace of what wrote a message, not of what sweeps it up.</summary>
    public static Activity? Resume(string? traceParent, string? traceState) =>
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent)
            ? Source.StartActivity("outbox", ActivityKind.Internal, parent)
            : null;
}
