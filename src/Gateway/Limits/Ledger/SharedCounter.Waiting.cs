namespace Tollgate.Gateway.Limits.Ledger;

/// <content>What a request does for which there is no token here.</content>
internal sealed partial class SharedCounter
{
    /// <summary>Joins those who wait for a lease, unless that is no use.</summary>
    /// <param name="now">The monotonic clock.</param>
    /// <param name="renewal">Ends when it is time to try again; where the request joined.</param>
    /// <param name="begin">Whether the renewal still has to be run.</param>
    /// <returns>
    /// <see cref="LimitOutcome.Missing"/>, or <see cref="LimitOutcome.Unavailable"/> while the store fails, or
    /// <see cref="LimitOutcome.Exceeded"/> where as many wait already as could ever pass, or little is left and the store may not be asked so soon again.
    /// </returns>
    public LimitOutcome Join(long now, out Task? renewal, out bool begin)
    {
        lock (_lock)
        {
            (renewal, begin) = (null, false);
            if (now < _suspectUntil)
            {
                return LimitOutcome.Unavailable;
            }

            if (_waiters >= MostWaiters() || (_budget.AllowedAt > now + RenewalSpacing && !HasPlenty(now)))
            {
                return LimitOutcome.Exceeded;
            }

            begin = _renewal is null && TryBegin(now);
            _waiters++;
            renewal = _renewal!.Task;
            return LimitOutcome.Missing;
        }
    }

    /// <summary>Whether a renewal is under way.</summary>
    public bool IsRenewing
    {
        get
        {
            lock (_lock)
            {
                return _renewal is not null;
            }
        }
    }

    /// <summary>Leaves those who wait.</summary>
    /// <param name="now">The monotonic clock.</param>
    /// <param name="inVain">Whether patience ran out first: unless it was only its turn, the store counts as failing for a moment.</param>
    /// <returns>What becomes of the request.</returns>
    public LimitOutcome Leave(long now, bool inVain)
    {
        lock (_lock)
        {
            _waiters--;
            if (!inVain)
            {
                // It comes again, and is no other request for that.
                _demand.Count(-1);
                return LimitOutcome.Missing;
            }

            if (_paused)
            {
                return LimitOutcome.Exceeded;
            }

            if (now >= _suspectUntil)
            {
                Suspect(now, null);
            }

            return LimitOutcome.Unavailable;
        }
    }

    /// <summary>Decides without the store: each limit's own word, and this instance's part of it.</summary>
    public LimitVerdict TakeAlone(LimitModel[] limits, long now)
    {
        lock (_lock)
        {
            Bind(limits, now);
            var (exceeded, retry) = (0u, TimeSpan.TicksPerSecond);
            for (var index = 0; index < _leases.Length; index++)
            {
                var lease = _leases[index];
                _generation += lease.Promote(now) ? 1 : 0;
                if (lease.Tokens > 0)
                {
                    continue;
                }

                if (lease.Limit.FailClosed)
                {
                    return new LimitVerdict(LimitOutcome.Unavailable, 1u << index, retry);
                }

                var wait = WaitAlone(lease, now);
                exceeded |= wait > 0 ? 1u << index : 0;
                retry = Math.Max(retry, wait);
            }

            if (exceeded != 0)
            {
                return new LimitVerdict(LimitOutcome.Exceeded, exceeded, retry);
            }

            foreach (var lease in _leases)
            {
                SpendAlone(lease);
            }

            return new LimitVerdict(LimitOutcome.Taken, Generation: -1);
        }
    }

    private static void SpendAlone(Leases lease)
    {
        if (lease.Tokens > 0)
        {
            lease.Spend();
        }
        else if (lease.Limit.Kind is LimitKind.Bucket)
        {
            lease.LocalDebt++;
        }
        else
        {
            lease.Owe();
        }
    }

    // How long until this instance's part has a token; 0 when it has one.
    private long WaitAlone(Leases lease, long now)
    {
        var (limit, parts) = (lease.Limit, _row?.Participants(writer) ?? fleet.Known);
        if (limit.Kind is LimitKind.Bucket)
        {
            lease.LocalDebt = LocalDebtOf(lease, now);
            lease.LocalDebtAt = now;
            var missing = lease.LocalDebt + 1 - Math.Max(1, limit.Capacity / parts);
            return missing <= 0 ? 0 : (long)Math.Ceiling(missing * parts / limit.Rate);
        }

        var time = storeTime.At(now);
        lease.Enter(Math.Max(lease.Window, CalendarWindow.IndexOf(time, limit.Step)));
        (lease.Alone ??= Account.For(limit)).MoveTo(time);
        var left = _row?.Available(limit, time) ?? limit.Requests;
        var part = left < 1 ? 0 : Math.Max(1, Math.Floor(left / parts));
        return lease.Alone.UsedAt(time) < part ? 0 : CalendarWindow.StartOf(lease.Window + 1, limit.Step) - time;
    }

    private double LocalDebtOf(Leases lease, long now) =>
        Math.Max(0, lease.LocalDebt - (lease.Limit.Rate / (_row?.Participants(writer) ?? fleet.Known) * (now - lease.LocalDebtAt)));

    // Where the limits are far, it is worth waiting for a turn at the store.
    private bool HasPlenty(long now)
    {
        foreach (var lease in _leases)
        {
            if (lease.Live == 0 && (_row is null || _row.Available(lease.Limit, storeTime.At(now)) < lease.Limit.Capacity / 2))
            {
                return false;
            }
        }

        return true;
    }

    private int MostWaiters()
    {
        var most = 10_000d;
        foreach (var lease in _leases)
        {
            most = Math.Min(most, lease.Limit.Capacity);
        }

        return (int)Math.Max(1, most);
    }
}
