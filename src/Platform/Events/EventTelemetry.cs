using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Platform.Events;

/// <summary>The spans and metrics around events (OpenTelemetry semantic conventions for messaging and for CloudEvents).</summary>
internal static class EventTelemetry
{
    private const string Name = TelemetryNames.Prefix + "Events";
    private const string Destination = "events";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Published = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events that were published, by type and fault.");

    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Deliveries of events to handlers, by service, type and failure.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "messaging.process.duration", "s", "Time of one try of a handler, by service, type and failure.");

    private static readonly Counter<long> DeadLettered = Meter.CreateCounter<long>(
        "tollgate.events.dead_lettered", "{message}", "Events that became dead letters, by service, type and reason.");

    private static readonly Histogram<double> Latency = Meter.CreateHistogram<double>(
        "tollgate.events.delivery.latency", "s", "Time from an event to its first delivery to a service, by service and type.");

    /// <summary>The trace context of what runs now, as an event carries it.</summary>
    public static (string? TraceParent, string? TraceState) Current() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? (activity.Id, activity.TraceStateString) : (null, null);

    /// <summary>Goes on with the trace of what wrote a message, not of what sweeps it up.</summary>
    public static Activity? Resume(string name, string? traceParent, string? traceState) => Start(name, ActivityKind.Internal, traceParent, traceState);

    /// <summary>Begins the span of a publication; the event that is sent carries this span, so that handlers continue from it.</summary>
    public static Activity? StartPublish(CloudEvent source, string system, out CloudEvent sent)
    {
        var (traceParent, traceState) = source.TraceParent is null ? Current() : (source.TraceParent, source.TraceState);
        var activity = Start($"publish {source.Type}", ActivityKind.Producer, traceParent, traceState);
        Describe(activity, source, system, "publish", "send");
        sent = activity is null
            ? source with { TraceParent = traceParent, TraceState = traceState }
            : source with { TraceParent = activity.Id, TraceState = activity.TraceStateString };
        return activity;
    }

    /// <summary>Begins the span of one try of a handler, as a child of the publication.</summary>
    public static Activity? StartProcess(CloudEvent source, string system, string service, int count)
    {
        var activity = Start($"process {source.Type}", ActivityKind.Consumer, source.TraceParent, source.TraceState);
        Describe(activity, source, system, "process", "process");
        activity?.SetTag("messaging.destination.subscription.name", service).SetTag("tollgate.event.delivery_count", count);
        return activity;
    }

    public static void CountPublished(string system, CloudEvent source, Exception? failure)
    {
        if (Published.Enabled)
        {
            Published.Add(1, Tags(system, source.Type, failure));
        }
    }

    public static void CountProcessed(string system, string service, CloudEvent source, TimeSpan duration, Exception? failure)
    {
        if (Consumed.Enabled || Duration.Enabled)
        {
            var tags = Tags(system, source.Type, failure);
            tags.Add("messaging.destination.subscription.name", service);
            Consumed.Add(1, tags);
            Duration.Record(duration.TotalSeconds, tags);
        }
    }

    public static void RecordLatency(string system, string service, CloudEvent source, TimeSpan latency)
    {
        if (Latency.Enabled)
        {
            var tags = Tags(system, source.Type, failure: null);
            tags.Add("messaging.destination.subscription.name", service);
            Latency.Record(Math.Max(0, latency.TotalSeconds), tags);
        }
    }

    public static void CountDeadLetter(string system, string service, string? type, string reason)
    {
        if (DeadLettered.Enabled)
        {
            DeadLettered.Add(
                1, new("messaging.system", system), new("messaging.destination.subscription.name", service), new("cloudevents.event_type", type), new("error.type", reason));
        }
    }

    public static void Fail(Activity? activity, Exception failure) =>
        activity?.SetStatus(ActivityStatusCode.Error, failure.Message).SetTag("error.type", failure.GetType().FullName).AddException(failure);

    private static Activity? Start(string name, ActivityKind kind, string? traceParent, string? traceState)
    {
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        return Source.StartActivity(name, kind, parent);
    }

    private static TagList Tags(string system, string type, Exception? failure)
    {
        var tags = new TagList { { "messaging.system", system }, { "messaging.destination.name", Destination }, { "cloudevents.event_type", type } };
        if (failure is not null)
        {
            tags.Add("error.type", failure.GetType().FullName);
        }

        return tags;
    }

    private static void Describe(Activity? activity, CloudEvent source, string system, string operation, string operationType) => activity?
        .SetTag("messaging.system", system)
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.operation.type", operationType)
        .SetTag("messaging.destination.name", Destination)
        .SetTag("messaging.message.id", source.Key)
        .SetTag("cloudevents.event_id", source.Id)
        .SetTag("cloudevents.event_source", source.Source)
        .SetTag("cloudevents.event_type", source.Type)
        .SetTag("cloudevents.event_subject", source.Subject);
}
