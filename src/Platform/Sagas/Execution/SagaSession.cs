using System.Globalization;
using System.Text.Json;

namespace Tollgate.Platform.Sagas.Execution;

/// <summary>What a saga sees of its runner: tries, the undo stack, cancelling and parking on top of a machine's few primitives.</summary>
internal sealed class SagaSession : ISagaContext
{
    private readonly ISagaMachine _machine;
    private readonly Stack<StepCall> _undo = new();
    private readonly List<Task> _steps = [];
    private readonly TaskCompletionSource _cancelled = new();
    private JsonElement? _custom;
    private Action? _asked;
    private int _calls;
    private bool _ending;

    public SagaSession(ISagaMachine machine)
    {
        _machine = machine;
        _ = ListenAsync();
    }

    public string InstanceId => _machine.InstanceId;

    public DateTimeOffset Now => _machine.Now;

    /// <summary>Why the saga was cancelled, once it was.</summary>
    public SagaFailure? Cancellation { get; private set; }

    public Guid NewId() => _machine.NewId();

    public SagaStep<TResult> Step<TResult>(string step, object input, StepPolicy? policy = null)
    {
        ThrowIfCancelled();
        BeginAsked();
        var call = NewCall(step, input);
        var asked = new SagaStep<TResult>(BeginAsked, (undo, undoInput) => PushUndo(call, NewCall(undo, undoInput)));
        _asked = () =>
        {
            asked.Begun = RunStepAsync<TResult>(call, policy ?? StepPolicy.Standard);
            _steps.RemoveAll(static started => started.IsCompleted);
            _steps.Add(asked.Begun);
        };
        return asked;
    }

    public Task Parallel(params Task[] branches)
    {
        BeginAsked();
        return Task.WhenAll(branches);
    }

    public async Task Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        BeginAsked();
        ThrowIfCancelled();
        await PauseAsync(delay);
        ThrowIfCancelled();
    }

    public async Task<WaitResult<T>> WaitFor<T>(string eventName, TimeSpan timeout)
    {
        CheckEvent(eventName);
        BeginAsked();
        ThrowIfCancelled();

        // The losers are given up: an event that comes later is for the next wait, and on some hosts an open timer keeps the saga from ending.
        using var waiting = new CancellationTokenSource();
        using var timer = new CancellationTokenSource();
        var raised = _machine.ReceiveAsync(eventName, waiting.Token);
        var first = timeout == Timeout.InfiniteTimeSpan
            ? await Task.WhenAny(raised, _cancelled.Task)
            : await Task.WhenAny(raised, _machine.SleepAsync(timeout > TimeSpan.Zero ? timeout : throw NoTimeout(timeout), timer.Token), _cancelled.Task);
        timer.Cancel();
        if (first != raised)
        {
            waiting.Cancel();
        }

        ThrowIfCancelled();
        return first == raised ? new WaitResult<T>(true, SagaJson.Read<T>(await raised, $"Event '{eventName}'")) : default;
    }

    public void SetStatus(object status)
    {
        BeginAsked();
        _custom = Payload.Checked(SagaJson.ToElement(status), "The custom status", SagaLimits.MaxStatusBytes);
        _machine.SetState(new SagaState(_custom, null, SagaStatus.Running));
    }

    /// <summary>Waits for the steps that still run: what they do must be over before it is undone.</summary>
    public async Task SettleAsync()
    {
        BeginAsked();
        _ending = true;

        // Looked for anew each time: a branch that nobody awaits goes on when its step ends, and asks for the next, which is refused.
        while (_steps.Find(static step => !step.IsCompleted) is { } running)
        {
            await Task.WhenAny(running);
        }
    }

    /// <summary>Runs the undo of what was done, the latest first, each until it succeeds.</summary>
    public async Task CompensateAsync()
    {
        while (_undo.TryPop(out var call))
        {
            while (await RunTriesAsync(call, StepPolicy.Compensation, undo: true) is { Succeeded: false } outcome)
            {
                var reason = $"Undo '{call.Step}' failed ({outcome.Failure!.Code}): {outcome.Failure.Message}";
                _machine.SetState(new SagaState(_custom, reason, SagaStatus.Parked));
                await _machine.ReceiveAsync(SagaLimits.ResumeEvent, CancellationToken.None);
                _machine.SetState(new SagaState(_custom, null, SagaStatus.Running));
            }
        }
    }

    private static void CheckEvent(string name)
    {
        SagaLimits.CheckName(name, "an event");
        if (name is SagaLimits.CancelEvent or SagaLimits.ResumeEvent)
        {
            throw new ArgumentException($"'{name}' is an event of the runner: wait for another.", nameof(name));
        }
    }

    private static ArgumentOutOfRangeException NoTimeout(TimeSpan timeout) =>
        new(nameof(timeout), timeout, "A wait has a timeout above zero, or Timeout.InfiniteTimeSpan.");

    private void BeginAsked()
    {
        var asked = _asked;
        _asked = null;
        asked?.Invoke();
    }

    private void PushUndo(StepCall call, StepCall undo)
    {
        _undo.Push(undo);
        var words = $"'{undo.Step}' with {StepTry.Words(undo.Input)}";
        call.UndoneBy = call.UndoneBy is null ? words : $"{call.UndoneBy} and {words}";
    }

    private async Task ListenAsync()
    {
        var reason = await _machine.ReceiveAsync(SagaLimits.CancelEvent, CancellationToken.None);
        if (!_ending)
        {
            Cancellation = new SagaFailure(SagaStepFailed.Cancelled, reason.ValueKind is JsonValueKind.String ? reason.GetString()! : "Cancelled.");
            _cancelled.SetResult();
        }
    }

    private void ThrowIfCancelled()
    {
        if (Cancellation is { } cancellation)
        {
            throw new SagaStepFailed(cancellation.Code, cancellation.Message);
        }

        // What a branch began from now on would not be undone.
        if (_ending)
        {
            throw new SagaStepFailed(SagaStepFailed.Cancelled, "The saga's code has ended.");
        }
    }

    private StepCall NewCall(string step, object input)
    {
        SagaLimits.CheckName(step, "a step");
        var key = string.Create(CultureInfo.InvariantCulture, $"{InstanceId}-{step}-{++_calls}");
        return new StepCall(step, key, Payload.Checked(SagaJson.ToElement(input), $"The input of step '{step}'"));
    }

    private async Task<TResult> RunStepAsync<TResult>(StepCall call, StepPolicy policy)
    {
        ThrowIfCancelled();
        var outcome = await RunTriesAsync(call, policy, undo: false);

        // A cancelled saga learns nothing more; the step's undo covers what it did.
        ThrowIfCancelled();
        return outcome.Succeeded
            ? SagaJson.Read<TResult>(outcome.Result ?? SagaJson.Null, $"The result of step '{call.Step}'")
            : throw new SagaStepFailed(outcome.Failure!.Code, outcome.Failure.Message);
    }

    private async Task<StepOutcome> RunTriesAsync(StepCall call, StepPolicy policy, bool undo)
    {
        var first = new StepTry(InstanceId, call.Step, call.Key, 1, undo, policy.TryTimeout, call.Input) { UndoneBy = call.UndoneBy };
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await _machine.TryAsync(first with { Try = attempt });
            if (outcome.Succeeded || outcome.Final || attempt == policy.Tries)
            {
                return outcome;
            }

            if (undo)
            {
                await _machine.SleepAsync(policy.PauseAfter(attempt), CancellationToken.None);
            }
            else if (_ending || Cancellation is not null || !await PauseAsync(policy.PauseAfter(attempt)) || _ending)
            {
                return outcome;
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        using var timer = new CancellationTokenSource();
        var slept = _machine.SleepAsync(pause, timer.Token);
        if (await Task.WhenAny(slept, _cancelled.Task) == slept)
        {
            return true;
        }

        timer.Cancel();
        return false;
    }

    private sealed record StepCall(string Step, string Key, JsonElement Input)
    {
        public string? UndoneBy { get; set; }
    }
}
