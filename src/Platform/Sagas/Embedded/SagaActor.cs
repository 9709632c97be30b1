using System.Diagnostics;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>
/// One instance in this process. Signals queue up and are handled one after the other: the code learns of them, what it asked for is stored in one
/// batch, and only then begins. Whatever goes wrong with the store drops what is in memory; the history brings it back.
/// </summary>
internal sealed partial class SagaActor(string id, SagaRunner runner) : IThreadPoolWorkItem
{
    private const int MaxSignals = 40;
    private const int MaxSignalBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Signal> _signals = new();
    private readonly HashSet<int> _steps = [];
    private CancellationTokenSource? _abandoned;
    private InstanceRow? _row;
    private SagaReplay? _replay;
    private ActivityContext _trace;
    private ITimer? _timer;
    private bool _busy;
    private bool _retired;

    public string Id => id;

    /// <summary>Takes over an instance that this process has just stored; whatever is posted later comes after its start.</summary>
    public void Adopt(InstanceRow row, HistoryEntry start)
    {
        Enter(row, [start]);
        _signals.Enqueue(Signal.Start);
    }

    /// <summary>Queues a signal.</summary>
    /// <returns>False where this object is used up: the instance needs a new one.</returns>
    public bool Post(Signal signal)
    {
        lock (_lock)
        {
            if (_retired)
            {
                return false;
            }

            _signals.Enqueue(signal);
            if (_busy)
            {
                return true;
            }

            _busy = true;
        }

        runner.Enter();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        while (Take() is { } signals)
        {
            try
            {
                await HandleAsync(signals);
            }
            catch (OperationCanceledException) when (runner.Stopping.IsCancellationRequested)
            {
                Drop();
            }
            catch (Exception exception)
            {
                runner.Logger.InstanceFailed(exception, id);
                Drop();
                _ = runner.WakeLaterAsync(id);
            }
        }

        runner.Leave();
    }

    private List<Signal>? Take()
    {
        lock (_lock)
        {
            if (_signals.Count == 0)
            {
                _busy = false;

                // Two of these for one instance would run it twice: the last signal and the end of this one exclude each other.
                if (_replay is null && _timer is null)
                {
                    _retired = true;
                    runner.Remove(this);
                }

                return null;
            }

            List<Signal> taken = [];
            for (var bytes = 0; taken.Count < MaxSignals && bytes < MaxSignalBytes && _signals.TryDequeue(out var signal); bytes += signal.Bytes)
            {
                taken.Add(signal);
            }

            return taken;
        }
    }

    private async Task HandleAsync(List<Signal> signals)
    {
        if (signals.Exists(signal => signal.Kind is SignalKind.Reload))
        {
            Drop();
        }

        if (_replay is null && !await LoadAsync(signals))
        {
            Drop();
            return;
        }

        var replay = _replay!;
        using var span = runner.Telemetry.StartEpisode(_row!.Saga, id, _trace);
        var taken = Advance(replay, signals);
        if (!await StoreAsync(replay, taken))
        {
            return;
        }

        GoOn(replay, span?.Context ?? _trace);
    }

    // Every signal in the order in which it came; the events among them are taken from the table with what is stored.
    private List<EventRow> Advance(SagaReplay replay, List<Signal> signals)
    {
        List<EventRow> taken = [];
        foreach (var signal in signals)
        {
            switch (signal.Kind)
            {
                case SignalKind.Start:
                    replay.Replay();
                    break;
                case SignalKind.Step:
                    replay.Complete(signal.Operation, signal.Outcome!, runner.Now);
                    break;
                case SignalKind.Event when !taken.Exists(row => row.Key == signal.Event!.Key):
                    Take(replay, signal.Event!, taken);
                    break;
            }
        }

        replay.Fire(runner.Now);
        return taken;
    }

    private void Take(SagaReplay replay, EventRow raised, List<EventRow> taken)
    {
        var resumes = _row!.Status is SagaStatus.Nondeterministic && raised.Name == SagaLimits.ResumeEvent;
        if (resumes || replay.Raise(raised.Id, raised.Name, raised.Data, runner.Now))
        {
            taken.Add(raised);
        }
        else if (replay.HasSeen(raised.Id))
        {
            _ = runner.DeleteAsync(raised.Key);
        }
    }

    private void GoOn(SagaReplay replay, ActivityContext parent)
    {
        if (_row!.HasEnded || replay.Divergence is not null)
        {
            Drop();
            return;
        }

        foreach (var ask in replay.OpenSteps)
        {
            Begin(ask, parent);
        }

        Arm(replay);
        if (!HasSteps && runner.IsCrowded)
        {
            (_replay, _row) = (null, null);
        }
    }

    private void Arm(SagaReplay replay)
    {
        _timer?.Dispose();
        _timer = null;
        if (replay.NextDue is not { } due)
        {
            return;
        }

        var wait = due - runner.Now;
        if (wait <= TimeSpan.Zero)
        {
            Post(Signal.Wake);
        }
        else
        {
            var longest = TimeSpan.FromDays(1);
            _timer = runner.Time.CreateTimer(
                static actor => ((SagaActor)actor!).Post(Signal.Wake), this, wait < longest ? wait : longest, Timeout.InfiniteTimeSpan);
        }
    }

    // Back to the state in which everything is in the table only.
    private void Drop()
    {
        AbandonSteps();
        _timer?.Dispose();
        (_timer, _replay, _row) = (null, null, null);
    }
}
