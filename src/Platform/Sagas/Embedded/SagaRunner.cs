using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Sagas.Execution;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>
/// Runs the sagas of a module on its table: what this process started, what other processes left, what was raised elsewhere. Stopping it lets the
/// steps that run end and starts no more; killing it loses nothing.
/// </summary>
internal sealed partial class SagaRunner : IHostedService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SagaActor> _actors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _orphans = new(StringComparer.Ordinal);
    private readonly StepRunner _steps;
    private readonly SagaRunnerOptions _options;
    private readonly OwnerLease _lease;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _activity = new();
    private TaskCompletionSource? _quiet;
    private int _active;
    private ITimer? _patrol;

    public SagaRunner(
        ITableStore tables,
        SagaCatalog catalog,
        StepRunner steps,
        SagaTelemetry telemetry,
        SagaRunnerOptions options,
        TimeProvider time,
        ILogger<SagaRunner> logger)
    {
        (Tables, Catalog, _steps, Telemetry, _options, Time, Logger) = (tables, catalog, steps, telemetry, options, time, logger);
        _lease = new OwnerLease(tables, time, options.Lease, AbandonSteps);
        _slots = new SemaphoreSlim(options.MaxSteps);
        Stopping = _stopping.Token;
    }

    public ITableStore Tables { get; }

    public SagaCatalog Catalog { get; }

    public SagaTelemetry Telemetry { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>Cancelled when nothing may go on, not even what runs.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Whether instances run here.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether nothing new may begin.</summary>
    public bool IsDraining { get; private set; }

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Who runs instances that are stored now: this process, or nobody yet.</summary>
    public string Owner => IsRunning && !IsDraining ? _lease.Owner : "";

    /// <summary>Whether instances that only wait should leave the memory.</summary>
    public bool IsCrowded => _actors.Count > _options.MaxWaiting;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        IsRunning = true;
        _patrol = Time.CreateTimer(static runner => ((SagaRunner)runner!).Patrol(), this, _options.Patrol, _options.Patrol);
        Patrol();
        return Task.CompletedTask;
    }

    /// <summary>Lets running steps end, stores their results and lets other processes take over; gives the steps up when it is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsDraining = true;
        if (_patrol is not null)
        {
            await _patrol.DisposeAsync();
        }

        try
        {
            await WhenQuietAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Logger.StepsGivenUp(_actors.Values.Count(actor => actor.HasSteps));
        }

        await _stopping.CancelAsync();
        try
        {
            await _lease.ReleaseAsync(CancellationToken.None);
        }
        catch (TableStoreException exception)
        {
            Logger.PatrolFailed(exception);
        }
    }

    /// <summary>Ends at once, as a crash does: nothing more is written, and the lease stays until it expires.</summary>
    public async ValueTask DisposeAsync()
    {
        IsDraining = true;
        if (_patrol is not null)
        {
            await _patrol.DisposeAsync();
        }

        await _stopping.CancelAsync();
    }

    /// <summary>Completes when no instance and no step of this process does anything.</summary>
    public Task WhenQuietAsync()
    {
        lock (_activity)
        {
            return _active == 0 ? Task.CompletedTask : (_quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Enter()
    {
        lock (_activity)
        {
            _active++;
        }
    }

    public void Leave()
    {
        lock (_activity)
        {
            if (--_active == 0)
            {
                _quiet?.SetResult();
                _quiet = null;
            }
        }
    }

    /// <summary>Runs an instance that this process has just stored.</summary>
    public void Run(InstanceRow row, HistoryEntry start)
    {
        var actor = new SagaActor(row.Id, this);
        actor.Adopt(row, start);
        _actors.TryAdd(row.Id, actor);
        Post(row.Id, Signal.Wake);
    }

    /// <summary>Gives a signal to an instance, which is brought into memory for it.</summary>
    public void Post(string instanceId, Signal signal)
    {
        while (IsRunning && !IsDraining && !_actors.GetOrAdd(instanceId, static (id, runner) => new SagaActor(id, runner), this).Post(signal))
        {
        }
    }

    public void Remove(SagaActor actor) => _actors.TryRemove(KeyValuePair.Create(actor.Id, actor));

    public async Task WakeLaterAsync(string instanceId)
    {
        try
        {
            await Task.Delay(_options.Patrol, Time, Stopping);
            Post(instanceId, Signal.Wake);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The next process finds the instance.
        }
    }

    /// <summary>Runs one try under the lease; null when nothing new may begin, or when its instance isn't owned any more.</summary>
    /// <param name="step">What to run.</param>
    /// <param name="owner">Under which name this process claimed the instance.</param>
    /// <param name="parent">The span that the try belongs under.</param>
    /// <param name="abandoned">Cancelled when the instance may be another process's.</param>
    public async Task<StepOutcome?> RunStepAsync(StepTry step, string owner, ActivityContext parent, CancellationToken abandoned)
    {
        await _slots.WaitAsync(abandoned);
        try
        {
            await HoldAsync(abandoned);
            abandoned.ThrowIfCancellationRequested();
            return IsDraining || !_lease.Holds(owner) ? null : await _steps.RunAsync(step, parent, abandoned);
        }
        finally
        {
            _slots.Release();
        }
    }
}
