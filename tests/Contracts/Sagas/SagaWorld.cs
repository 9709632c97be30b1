using Tollgate.Platform.Sagas;

namespace Tollgate.Contracts.Sagas;

/// <summary>What the steps of a test's sagas act on: it outlives runners, remembers effects by idempotency key, and fails or holds as it is told.</summary>
public sealed class SagaWorld(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _keys = [];
    private readonly List<string> _effects = [];
    private readonly List<SeenTry> _tries = [];
    private readonly HashSet<string> _running = [];
    private readonly Dictionary<string, TaskCompletionSource> _gates = [];

    /// <summary>What a try fails with, by the work's name and the number of the try; null for success.</summary>
    public Func<string, int, Exception?> Failure { get; set; } = (_, _) => null;

    /// <summary>Whether two tries under one key ran at the same time.</summary>
    public bool Overlapped { get; private set; }

    /// <summary>What was done in effect, in order.</summary>
    public IReadOnlyList<string> Effects
    {
        get
        {
            lock (_lock)
            {
                return [.. _effects];
            }
        }
    }

    /// <summary>Every try that was begun, in order.</summary>
    public IReadOnlyList<SeenTry> Tries
    {
        get
        {
            lock (_lock)
            {
                return [.. _tries];
            }
        }
    }

    /// <summary>Holds every try of a work from now on.</summary>
    /// <returns>Completes when a try is held; opening the gate is <see cref="Open"/>.</returns>
    public Task HoldAsync(string name)
    {
        lock (_lock)
        {
            _gates[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (_gates[$"{name} is held"] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Lets the held tries of a work go on.</summary>
    public void Open(string name)
    {
        lock (_lock)
        {
            _gates.Remove(name, out var gate);
            gate!.SetResult();
        }
    }

    /// <summary>Completes when a work was done in effect.</summary>
    public Task DoneAsync(string name) => WhenAsync($"{name} is done");

    /// <summary>Completes when a held try of a work was given up.</summary>
    public Task GaveUpAsync(string name) => WhenAsync($"{name} was given up");

    /// <summary>Does a work once per key.</summary>
    public async Task<string> DoAsync(string name, StepExecution step, CancellationToken cancellationToken)
    {
        Begin(name, step);
        try
        {
            await PassAsync(name, cancellationToken);
            if (Failure(name, step.Try) is { } failure)
            {
                throw failure;
            }

            lock (_lock)
            {
                if (_keys.Add(step.IdempotencyKey))
                {
                    _effects.Add(name);
                }
            }

            Tell($"{name} is done");

            return $"{name} done";
        }
        catch (OperationCanceledException)
        {
            Tell($"{name} was given up");
            throw;
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(step.IdempotencyKey);
            }
        }
    }

    private Task WhenAsync(string what)
    {
        lock (_lock)
        {
            return Signal(what).Task;
        }
    }

    private void Tell(string what)
    {
        lock (_lock)
        {
            Signal(what).TrySetResult();
        }
    }

    private TaskCompletionSource Signal(string what)
    {
        if (!_gates.TryGetValue(what, out var signal))
        {
            _gates[what] = signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return signal;
    }

    private void Begin(string name, StepExecution step)
    {
        lock (_lock)
        {
            _tries.Add(new SeenTry(name, step.IdempotencyKey, step.Try, time.GetUtcNow()));
            Overlapped |= !_running.Add(step.IdempotencyKey);
        }
    }

    private Task PassAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_gates.TryGetValue(name, out var gate))
            {
                return Task.CompletedTask;
            }

            _gates[$"{name} is held"].TrySetResult();
            return gate.Task.WaitAsync(cancellationToken);
        }
    }
}

/// <summary>A try that a step began.</summary>
public sealed record SeenTry(string Name, string Key, int Try, DateTimeOffset At);

/// <summary>The input of the one step that all works share.</summary>
public sealed record Work(string Name);

/// <summary>What a work left.</summary>
public sealed record WorkDone(string Receipt);

/// <summary>Does the work that its input names.</summary>
public sealed class WorkStep(SagaWorld world) : ISagaStep<Work, WorkDone>
{
    /// <inheritdoc/>
    public async ValueTask<WorkDone> RunAsync(Work input, StepExecution step, CancellationToken cancellationToken) =>
        new(await world.DoAsync(input.Name, step, cancellationToken));
}
