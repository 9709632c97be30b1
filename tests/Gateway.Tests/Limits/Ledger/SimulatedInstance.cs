using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

/// <summary>A gateway instance with a clock of its own, behind a network.</summary>
internal sealed class SimulatedInstance
{
    private const double Patience = 2;
    private const double LongestWait = 0.5;

    private readonly Simulation _simulation;
    private readonly double _pace;
    private readonly long _offset;
    private readonly long _bootedAt;
    private readonly ManualClock _wallClock;
    private readonly List<Waiting> _waiting = [];
    private SharedCounter _counter;
    private int _epoch;

    public SimulatedInstance(Simulation simulation, ManualClock trueTime)
    {
        _simulation = simulation;
        _bootedAt = simulation.Now;
        _pace = 1 + simulation.Dice.Between(-simulation.Trouble.Drift, simulation.Trouble.Drift);
        _offset = (long)simulation.Dice.Between(0, TimeSpan.TicksPerDay);
        _wallClock = new ManualClock(trueTime.GetUtcNow() + TimeSpan.FromSeconds(simulation.Dice.Between(-1000, 1000)));
        _counter = Start();
        if (double.IsFinite(simulation.Trouble.CrashEvery))
        {
            ScheduleCrash();
        }
    }

    /// <summary>When transactions were sent, on this instance's clock.</summary>
    public List<long> Transactions { get; } = [];

    public int Refused { get; private set; }

    public int Unavailable { get; private set; }

    private long Now => _offset + (long)((_simulation.Now - _bootedAt) * _pace);

    public void Request()
    {
        Span<LimitReading> readings = stackalloc LimitReading[_simulation.Limits.Length];
        var verdict = _counter.Take(_simulation.Limits, Now, readings);
        switch (verdict.Outcome)
        {
            case LimitOutcome.Taken:
                _simulation.Admit();
                if (verdict.Renew && _counter.TryBegin(Now))
                {
                    Step(_epoch);
                }

                break;
            case LimitOutcome.Missing:
                Wait();
                break;
            default:
                Refused++;
                break;
        }
    }

    /// <summary>Sets this machine's clock: nothing may depend on it.</summary>
    public void SetWallClock(TimeSpan forward) => _wallClock.Advance(forward);

    private void Wait()
    {
        switch (_counter.Join(Now, out _, out var begin))
        {
            case LimitOutcome.Missing:
                var waiting = new Waiting();
                _waiting.Add(waiting);
                var epoch = _epoch;
                _simulation.Schedule(LongestWait, () => GiveUp(waiting, epoch));
                if (begin)
                {
                    Step(_epoch);
                }

                break;
            case LimitOutcome.Unavailable:
                Alone();
                break;
            default:
                Refused++;
                break;
        }
    }

    private void GiveUp(Waiting waiting, int epoch)
    {
        if (epoch == _epoch && _waiting.Remove(waiting))
        {
            if (_counter.Leave(Now, inVain: true) is LimitOutcome.Unavailable)
            {
                Alone();
            }
        }
    }

    // Passing while the store fails is what failOpen means: that is no part of the bound, so here limits fail closed.
    private void Alone()
    {
        Unavailable++;
        Assert.NotEqual(LimitOutcome.Taken, _counter.TakeAlone(_simulation.Limits, Now).Outcome);
    }

    private void Step(int epoch)
    {
        var step = _counter.Next(Now);
        switch (step.Kind)
        {
            case LedgerStepKind.Read:
                Send(epoch, () => _simulation.Store.ReadAsync(Platform.PlatformTables.Ledger, Simulation.Key, CancellationToken.None), (read, _) => _counter.OnRead(read, Now));
                break;
            case LedgerStepKind.Write:
                Send(epoch, () => _simulation.Store.WriteAsync(Platform.PlatformTables.Ledger, step.Write!, CancellationToken.None), (result, _) => _counter.OnWritten(result, Now), result => result.Succeeded);
                break;
            case LedgerStepKind.Pause:
                _simulation.Schedule(TimeSpan.FromTicks(step.Pause + 2).TotalSeconds / _pace, () => Again(epoch));
                break;
            default:
                End();
                break;
        }
    }

    private void Send<T>(int epoch, Func<ValueTask<T>> ask, Action<T, int> take, Func<T, bool>? ends = null)
    {
        Transactions.Add(Now);
        var answered = false;
        _simulation.Schedule(Patience, () =>
        {
            if (!answered && epoch == _epoch)
            {
                answered = true;
                _counter.OnFailed(Now, null);
                End();
            }
        });
        if (_simulation.Dice.Happens(_simulation.Trouble.LostRequests))
        {
            return;
        }

        _simulation.Schedule(Way(), async () =>
        {
            var answer = await ask();
            if (_simulation.Dice.Happens(_simulation.Trouble.LostAnswers))
            {
                return;
            }

            _simulation.Schedule(Way(), () =>
            {
                if (answered || epoch != _epoch)
                {
                    return;
                }

                answered = true;
                take(answer, epoch);
                if (ends?.Invoke(answer) is true)
                {
                    End();
                }
                else
                {
                    Step(epoch);
                }
            });
        });
    }

    private double Way()
    {
        var trouble = _simulation.Trouble;
        return trouble.Late > 0 && _simulation.Dice.Happens(trouble.Late) ? _simulation.Dice.Between(0, 2) : _simulation.Dice.Wait(trouble.Latency / 2);
    }

    private void Again(int epoch)
    {
        if (epoch == _epoch)
        {
            Step(epoch);
        }
    }

    private void End()
    {
        _counter.End();
        Waiting[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (var _ in waiting)
        {
            _counter.Leave(Now, inVain: false);
        }

        foreach (var _ in waiting)
        {
            Request();
        }
    }

    // What was leased is lost, what was sent is on its way.
    private void ScheduleCrash() => _simulation.Schedule(_simulation.Dice.Wait(_simulation.Trouble.CrashEvery), () =>
    {
        _counter = Start();
        _waiting.Clear();
        _epoch++;
        Transactions.Clear();
        ScheduleCrash();
    });

    private SharedCounter Start() =>
        new(Simulation.Key, (uint)(_simulation.Dice.Next() * uint.MaxValue), new StoreTime(_wallClock), new FleetSize(), Now);

    private sealed class Waiting;
}
