using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Platform.Sagas.Execution;

/// <summary>
/// Spans and figures of a module's sagas, under <c>Tollgate.Sagas</c>. The span of a start belongs to the request that started the saga; what
/// runs later, in whatever process, belongs under it. A replay makes none.
/// </summary>
public sealed class SagaTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = TelemetryNames.Prefix + "Sagas";

    private static readonly ActivitySource Spans = new(Name);

    private readonly string _module;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _parked;
    private readonly Histogram<double> _stepDuration;

    /// <summary>Measures a module's sagas; attribute <c>tollgate.module</c> names the module.</summary>
    public SagaTelemetry(ModuleInfo module, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(meters);

        _module = module.Name;
        var meter = meters.Create(Name);
        _started = meter.CreateCounter<long>("tollgate.sagas.started", "{saga}", "Sagas that were started.");
        _ended = meter.CreateCounter<long>("tollgate.sagas.ended", "{saga}", "Sagas that ended, by status: completed, failed or cancelled.");
        _parked = meter.CreateCounter<long>("tollgate.sagas.parked", "{saga}", "How often a saga began to wait for an operator, by status.");
        _stepDuration = meter.CreateHistogram<double>(
            "tollgate.sagas.step.duration", "s", "Time of one try of a step, by step and outcome: succeeded, failed, or refused (failed for good).");
    }

    /// <summary>The span of a start; null while nobody listens.</summary>
    public Activity? StartSaga(string saga, string instanceId, ActivityContext parent) => Start($"start saga {saga}", ActivityKind.Producer, instanceId, parent);

    /// <summary>The span of the code that runs from one wait to the next; null while nobody listens.</summary>
    public Activity? StartEpisode(string saga, string instanceId, ActivityContext parent) => Start($"saga {saga}", ActivityKind.Internal, instanceId, parent);

    /// <summary>Counts a start.</summary>
    public void Started(string saga) => _started.Add(1, Tags(saga));

    /// <summary>Counts an end.</summary>
    public void Ended(string saga, SagaStatus status) => _ended.Add(1, Tags(saga, status));

    /// <summary>Counts the beginning of a wait for an operator.</summary>
    public void Parked(string saga, SagaStatus status) => _parked.Add(1, Tags(saga, status));

    internal Activity? StartStep(StepTry step, ActivityContext parent)
    {
        var span = Start($"{(step.Undo ? "undo" : "step")} {step.Step}", ActivityKind.Internal, step.InstanceId, parent);
        span?.SetTag("tollgate.saga.step.try", step.Try);
        return span;
    }

    internal void StepEnded(Activity? span, StepTry step, StepOutcome outcome, TimeSpan duration)
    {
        if (outcome.Failure is { } failure)
        {
            span?.SetTag("error.type", failure.Code);
            span?.SetStatus(ActivityStatusCode.Error, failure.Message);
        }

        var word = outcome.Succeeded ? "succeeded" : outcome.Final ? "refused" : "failed";
        _stepDuration.Record(duration.TotalSeconds, new TagList { { TelemetryNames.Module, _module }, { "tollgate.saga.step", step.Step }, { "outcome", word } });
    }

    private Activity? Start(string name, ActivityKind kind, string instanceId, ActivityContext parent)
    {
        var span = Spans.StartActivity(name, kind, parent);
        span?.SetTag(TelemetryNames.Module, _module);
        span?.SetTag("tollgate.saga.instance", instanceId);
        return span;
    }

    private TagList Tags(string saga) => new() { { TelemetryNames.Module, _module }, { "tollgate.saga", saga } };

    private TagList Tags(string saga, SagaStatus status)
    {
        var tags = Tags(saga);
        tags.Add("tollgate.saga.status", status.ToString().ToLowerInvariant());
        return tags;
    }
}
