using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <content>Leasing: when, and how much.</content>
internal sealed partial class SharedCounter
{
    // A row that others write too is read again before a write, unless it was seen this recently.
    private static readonly long Recent = TimeSpan.FromMilliseconds(20).Ticks;

    private static readonly long RenewalSpacing = TimeSpan.FromMilliseconds(100).Ticks;

    private LedgerRow? _row;
    private uint _chance;
    private bool _paused;
    private long _rowSeenAt;
    private bool _contended;
    private TransactionBudget _budget = new();
    private (Account Account, long Tokens)[] _charged = [];
    private Grant[] _granted = [];
    private long _sentAt;
    private long _renewedAt = long.MinValue / 2;

    /// <summary>Begins a renewal; false while another is under way.</summary>
    public bool TryBegin(long now)
    {
        lock (_lock)
        {
            if (_renewal is not null)
            {
                return false;
            }

            _renewal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _renewedAt = now;
            return true;
        }
    }

    /// <summary>Ends a renewal: whoever waits tries again.</summary>
    public void End()
    {
        TaskCompletionSource? renewal;
        lock (_lock)
        {
            (renewal, _renewal) = (_renewal, null);
        }

        renewal?.SetResult();
    }

    /// <summary>The next step of a renewal.</summary>
    public LedgerStep Next(long now)
    {
        lock (_lock)
        {
            _paused = now < _budget.AllowedAt;
            if (_paused)
            {
                return _waiters > 0 ? new LedgerStep(LedgerStepKind.Pause, Pause: _budget.AllowedAt - now) : default;
            }

            if (_row is null || IsOutdated(_row, now))
            {
                _budget.Use(now);
                return new LedgerStep(LedgerStepKind.Read);
            }

            _demand.Update(now);
            return Plan(_row, now);
        }
    }

    private bool ShouldRenew(long now)
    {
        if (_renewal is not null || now < _renewedAt + RenewalSpacing || now < _suspectUntil)
        {
            return false;
        }

        foreach (var lease in _leases)
        {
            if (now >= lease.DryUntil && IsLow(lease, now))
            {
                return true;
            }
        }

        return false;
    }

    // Few tokens for the traffic of the next 100 ms; or little time, if there is traffic to expect.
    private bool IsLow(Leases lease, long now)
    {
        var life = lease.Limit.LeaseLife;
        return lease.Live <= Math.Max(lease.LastGrant / 8, _demand.Rate * RenewalSpacing)
            || (lease.LiveUntil - now < Math.Max(life / 8, RenewalSpacing / 2) && _demand.Rate * life >= 2);
    }

    // A row that nothing can be taken from is not worth a look before its time: others can only have taken more.
    private bool IsOutdated(LedgerRow row, long now)
    {
        var time = storeTime.At(now);
        foreach (var lease in _leases)
        {
            if (IsDry(lease, row, time, now))
            {
                return storeTime.MayHaveReached(row.RefillsAt(lease.Limit, time), now) && now - _rowSeenAt > Recent;
            }
        }

        return _contended && now - _rowSeenAt > Recent;
    }

    private static bool IsDry(Leases lease, LedgerRow row, long time, long now) =>
        (lease.Live == 0 || now >= lease.LiveUntil) && row.Available(lease.Limit, time) - lease.Owed < 1;

    private LedgerStep Plan(LedgerRow row, long now)
    {
        var time = storeTime.At(now);
        var (dry, owed) = (false, false);
        foreach (var lease in _leases)
        {
            _generation += lease.Promote(now) ? 1 : 0;
            owed |= lease.Owed > 0;
            if (IsDry(lease, row, time, now))
            {
                lease.DryUntil = DryUntil(lease.Limit, row, now);
                dry = true;
            }
        }

        // Tokens of the other limits would be of no use; what is owed is told all the same.
        return Charge(row, time, now, dry) || owed ? Send(row, time, now) : default;
    }

    private bool Charge(LedgerRow row, long time, long now, bool dry)
    {
        var useful = false;
        _charged = new (Account, long)[_leases.Length];
        _granted = new Grant[_leases.Length];
        for (var index = 0; index < _leases.Length; index++)
        {
            var lease = _leases[index];
            var wanted = !dry && (lease.Live == 0 || IsLow(lease, now));
            var tokens = wanted ? Amount(lease, row.Available(lease.Limit, time) - lease.Owed, row, now) : 0;
            var account = row.Open(lease.Limit);
            _charged[index] = (account, tokens);
            _granted[index] = lease.Limit.Kind is LimitKind.Bucket ? new Grant(lease, tokens, long.MaxValue) : ChargeWindow(lease, account, time, tokens);
            useful |= tokens > 0;
        }

        return useful;
    }

    // The window gets back what was leased in it and will not be spent, and pays for what passed while the store failed.
    private static Grant ChargeWindow(Leases lease, Account account, long time, long tokens)
    {
        account.MoveTo(time);
        lease.Enter(account.Window);
        var grant = new Grant(lease, tokens, CalendarWindow.StartOf(account.Window + 1, account.Step), account.Window, lease.Owed, lease.Unspent);
        account.Used[0] = Math.Max(0, account.Used[0] + tokens + lease.Owed - lease.Unspent);
        (lease.Owed, lease.Unspent) = (0, 0);
        return grant;
    }

    private LedgerStep Send(LedgerRow row, long time, long now)
    {
        row.Join(writer, time);
        var entity = LedgerRowCodec.Encode(key, row, _charged);
        _budget.Use(now);
        _sentAt = now;
        return new LedgerStep(LedgerStepKind.Write, row.Version.Value is null ? TableWrite.Insert(entity) : TableWrite.Replace(entity, row.Version));
    }

    /// <summary>
    /// How much to lease: enough for 200 ms of traffic in any case, and for 300 where others write too; while the row has plenty, for the whole life of the lease, but no more than this
    /// instance's part of a half of it; twice the last lease as long as leases run out early; and a sixteenth of that part at least, so that traffic that
    /// begins at once doesn't wait for its rate to be known.
    /// </summary>
    private long Amount(Leases lease, double available, LedgerRow row, long now)
    {
        var share = available / (2 * row.Participants(writer));
        var early = Math.Max(share / 16, now - lease.GrantedAt < lease.Limit.LeaseLife / 2 ? 2 * lease.LastGrant : 4);
        var plenty = Math.Min(share, Math.Max(early, _demand.Rate * lease.Limit.LeaseLife));
        var wanted = Math.Max(Math.Max(1, _waiters), Math.Max(plenty, Math.Max(_demand.Rate, _demand.Peak) * Math.Min(lease.Limit.LeaseLife, Moment)));
        return (long)Math.Clamp(Math.Ceiling(wanted) - lease.Live, 0, Math.Floor(Math.Max(0, available)));
    }

    // What a lease lasts for at least.
    private long Moment => (_contended ? 3 : 2) * RenewalSpacing;

    // Not at the first token: a moment of refill makes a lease worth its write.
    private long DryUntil(LimitModel limit, LedgerRow row, long now)
    {
        var refill = storeTime.Reaches(row.RefillsAt(limit, storeTime.At(now)), now);
        if (limit.Kind is not LimitKind.Bucket)
        {
            return refill;
        }

        var moment = (long)Math.Clamp(limit.Capacity / (8 * limit.Rate), RenewalSpacing, TimeSpan.TicksPerSecond);
        return Math.Max(refill, now + (_contended ? Spread(Math.Max(moment, 9 * RenewalSpacing / 4)) : moment));
    }

    // Instances that come at the same moment get in each other's way: 85 to 115 %, by chance.
    private long Spread(long moment)
    {
        _chance = (_chance * 1664525) + 1013904223 + writer;
        return (long)(moment * (0.85 + (0.3 * (_chance >> 8) / (1 << 24))));
    }

    /// <param name="Lease">Whose tokens.</param>
    /// <param name="Tokens">How many.</param>
    /// <param name="End">When they end on the store's clock.</param>
    /// <param name="Window">The window that they are charged to.</param>
    /// <param name="Owed">What else it was charged for.</param>
    /// <param name="Unspent">What it was given back.</param>
    private readonly record struct Grant(Leases Lease, long Tokens, long End, long Window = 0, long Owed = 0, long Unspent = 0);
}
