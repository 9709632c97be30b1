using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

/// <summary>
/// An orchestration's context: activities run at once, events and timers come when the test says. What is carried goes through JSON, as it does in a
/// history; results that are remembered are given again instead of a new run.
/// </summary>
internal sealed class ReplayedContext(SagaRun run, Func<StepTry, Task<StepOutcome>> activity, Queue<StepOutcome>? remembered = null) : TaskOrchestrationContext
{
    private readonly Dictionary<string, Queue<TaskCompletionSource<object>>> _waits = [];
    private readonly List<(TimeSpan Delay, TaskCompletionSource Fired)> _timers = [];
    private int _ids;

    public List<string> Story { get; } = [];

    public List<StepOutcome> History { get; } = [];

    public SagaState? State { get; private set; }

    public override TaskName Name => SagaFunctions.Orchestrator;

    public override string InstanceId => "place-order-1";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime { get; } = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    public bool Replays { get; init; }

    public override bool IsReplaying => Replays;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public void Raise(string name, object data, string id = "")
    {
        var payload = new RaisedEvent(id.Length > 0 ? id : Guid.NewGuid().ToString(), SagaJson.ToElement(data));
        _waits[name].Dequeue().SetResult(payload);
    }

    public void FireTimers()
    {
        foreach (var (_, fired) in _timers.ToList())
        {
            fired.TrySetResult();
        }
    }

    public override T? GetInput<T>()
        where T : default => RoundTrip<T>(run);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var step = RoundTrip<StepTry>(input!);
        Story.Add($"{name} {step.Input.GetRawText()}");
        if (remembered?.TryDequeue(out var known) is true)
        {
            return RoundTrip<TResult>(known);
        }

        try
        {
            var outcome = await activity(step);
            History.Add(outcome);
            return RoundTrip<TResult>(outcome);
        }
        catch (Exception exception)
        {
            throw new TaskFailedException(name, 1, exception);
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var timer = (fireAt - CurrentUtcDateTime, new TaskCompletionSource());
        Story.Add($"timer +{timer.Item1.TotalSeconds}s");
        _timers.Add(timer);
        cancellationToken.Register(() => Story.Add("timer cancelled"));
        return timer.Item2.Task.WaitAsync(cancellationToken);
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        if (!_waits.TryGetValue(eventName, out var waits))
        {
            _waits[eventName] = waits = new Queue<TaskCompletionSource<object>>();
        }

        var wait = new TaskCompletionSource<object>();
        waits.Enqueue(wait);
        return RoundTrip<T>(await wait.Task.WaitAsync(cancellationToken));
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => State = ((JsonElement)customStatus!).Deserialize<SagaState>(SagaJson.Options);

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => new(++_ids, 0, 0, new byte[8]);

    private static T RoundTrip<T>(object value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value))!;
}
