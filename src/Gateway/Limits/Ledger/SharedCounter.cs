using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>
/// One key's limits, counted by all instances together in one row of the ledger: tokens are leased from the row and spent here. This type
/// decides; it neither waits nor talks to the store. <see cref="LedgerClient"/> does what <see cref="Next"/> says, one thing at a time.
/// </summary>
internal sealed partial class SharedCounter(TableKey key, uint writer, StoreTime storeTime, FleetSize fleet, long now) : LimitCounter
{
    private readonly Lock _lock = new();
    private readonly List<Leases> _known = [];
    private Leases[] _leases = [];
    private LimitModel[]? _limits;
    private Demand _demand = new(now);
    private int _generation;
    private int _waiters;
    private readonly long _spread = key.Partition.Aggregate(0L, static (sum, character) => ((sum * 31) + character) & int.MaxValue);
    private bool _retired;

    // Until then the store counts as failing for this key.
    private long _suspectUntil = long.MinValue;
    private int _failures;
    private TaskCompletionSource? _renewal;

    public TableKey Key => key;

    /// <summary>Instances that are known to share this key.</summary>
    public int Participants
    {
        get
        {
            lock (_lock)
            {
                return _row?.Participants(writer) ?? fleet.Known;
            }
        }
    }

    public override LimitVerdict Take(LimitModel[] limits, long now, Span<LimitReading> readings)
    {
        lock (_lock)
        {
            if (_retired)
            {
                return new LimitVerdict(LimitOutcome.Retired);
            }

            Bind(limits, now);
            _demand.Count();
            var (exceeded, retry, missing) = (0u, 0L, false);
            for (var index = 0; index < _leases.Length; index++)
            {
                var lease = _leases[index];
                _generation += lease.Promote(now) ? 1 : 0;
                if (lease.Tokens > 0)
                {
                    continue;
                }

                missing = true;
                if (now < lease.DryUntil)
                {
                    exceeded |= 1u << index;
                    retry = Math.Max(retry, lease.DryUntil - now);
                }
            }

            if (exceeded == 0 && !missing)
            {
                Spend();
            }

            Read(now, readings);
            return exceeded != 0 ? new LimitVerdict(LimitOutcome.Exceeded, exceeded, retry)
                : missing ? new LimitVerdict(LimitOutcome.Missing)
                : new LimitVerdict(LimitOutcome.Taken, Generation: _generation, Renew: ShouldRenew(now));
        }
    }

    public override void GiveBack(LimitModel[] limits, int generation)
    {
        lock (_lock)
        {
            _demand.Count(-1);
            if (generation != _generation || !ReferenceEquals(limits, _limits))
            {
                return;
            }

            foreach (var lease in _leases)
            {
                lease.Return();
            }
        }
    }

    public override bool TryRetire(long now, bool urgent = false)
    {
        lock (_lock)
        {
            return _retired = _renewal is null && _waiters == 0
                && _known.TrueForAll(lease => (urgent || lease.Live == 0 || now >= lease.LiveUntil) && OwesNothing(lease, now));
        }
    }

    // What is owed counts for as long as its window does.
    private bool OwesNothing(Leases lease, long now) =>
        LocalDebtOf(lease, now) <= 0 && (lease.Owed == 0 || lease.Alone is not { } alone || alone.UsedAt(storeTime.At(now)) == 0);

    private void Spend()
    {
        foreach (var lease in _leases)
        {
            lease.Spend();
        }
    }

    private void Bind(LimitModel[] limits, long now)
    {
        if (ReferenceEquals(limits, _limits))
        {
            return;
        }

        _leases = new Leases[limits.Length];
        for (var index = 0; index < limits.Length; index++)
        {
            var limit = limits[index];
            var lease = _known.Find(candidate => candidate.Limit.Kind == limit.Kind && candidate.Limit.Account == limit.Account);
            if (lease is null)
            {
                _known.Add(lease = new Leases(limit));
            }
            else if (!ReferenceEquals(lease.Limit, limit))
            {
                lease.Limit = limit;
                lease.DryUntil = _row is null ? long.MinValue : DryUntil(limit, _row, now);
            }

            _leases[index] = lease;
        }

        _limits = limits;
        _generation++;
    }

    private void Read(long now, Span<LimitReading> readings)
    {
        if (readings.IsEmpty)
        {
            return;
        }

        var time = storeTime.At(now);
        for (var index = 0; index < _leases.Length; index++)
        {
            var (lease, limit) = (_leases[index], _leases[index].Limit);
            if (_row is not { } row)
            {
                readings[index] = new LimitReading(lease.Live, Seconds(limit.Period));
                continue;
            }

            var remaining = lease.Live + (long)Math.Max(0, row.Available(limit, time));
            var until = remaining > 0 ? row.FullAt(limit, time) : row.RefillsAt(limit, time);
            readings[index] = new LimitReading(remaining, Math.Max(1, Seconds(until - time)) + JitterOf(limit));
        }
    }

    // Not all callers should come back at the moment that a window begins.
    private long JitterOf(LimitModel limit) =>
        limit.Kind is LimitKind.Bucket ? 0 : _spread % Math.Clamp(limit.Period / (100 * TimeSpan.TicksPerSecond), 1, 30);

    private static long Seconds(long ticks) => (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
}
