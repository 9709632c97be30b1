using Tollgate.Gateway.Limits.Ledger;

namespace Tollgate.Gateway.Limits;

/// <summary>One key's limits, counted by this instance alone and in memory.</summary>
/// <param name="origin">UTC when the monotonic clock was 0: windows must not move when somebody sets the machine's clock.</param>
internal sealed class LocalCounter(long origin) : LimitCounter
{
    private readonly Lock _lock = new();
    private readonly List<Account> _known = [];
    private LimitModel[] _limits = [];
    private Account[] _accounts = [];
    private long _time;
    private bool _retired;

    public override LimitVerdict Take(LimitModel[] limits, long now, Span<LimitReading> readings)
    {
        lock (_lock)
        {
            if (_retired)
            {
                return new LimitVerdict(LimitOutcome.Retired);
            }

            Advance(now);
            Bind(limits);
            var (exceeded, retry) = (0u, 0L);
            for (var index = 0; index < limits.Length; index++)
            {
                if (Available(index) < 1)
                {
                    exceeded |= 1u << index;
                    retry = Math.Max(retry, RefillsIn(index));
                }
            }

            if (exceeded == 0)
            {
                Charge(1);
            }

            for (var index = 0; index < readings.Length; index++)
            {
                readings[index] = new LimitReading((long)Math.Max(0, Available(index)), Seconds(Available(index) < 1 ? RefillsIn(index) : FullIn(index)));
            }

            return exceeded == 0 ? new LimitVerdict(LimitOutcome.Taken) : new LimitVerdict(LimitOutcome.Exceeded, exceeded, retry);
        }
    }

    public override void GiveBack(LimitModel[] limits, int generation)
    {
        lock (_lock)
        {
            if (ReferenceEquals(limits, _limits))
            {
                Charge(-1);
            }
        }
    }

    public override bool TryRetire(long now, bool urgent = false)
    {
        lock (_lock)
        {
            Advance(now);
            return _retired = _known.TrueForAll(IsUnused);
        }
    }

    // The same key may be asked with other limits in between, of another plan: what was used of these stays used.
    private void Bind(LimitModel[] limits)
    {
        if (ReferenceEquals(limits, _limits))
        {
            return;
        }

        _known.RemoveAll(IsUnused);
        _accounts = new Account[limits.Length];
        for (var index = 0; index < limits.Length; index++)
        {
            var limit = limits[index];
            var account = _known.Find(account => account.Kind == limit.Kind && account.Name == limit.Account);
            if (account is null)
            {
                _known.Add(account = Account.For(limit));
                account.MoveTo(_time);
            }

            account.Rate = limit.Rate;
            _accounts[index] = account;
        }

        _limits = limits;
    }

    private bool IsUnused(Account account) => account.Kind is LimitKind.Bucket ? account.Debt <= 0 : account.UsedAt(_time) == 0;

    private void Advance(long now)
    {
        var time = Math.Max(_time, origin + now);
        foreach (var account in _known)
        {
            if (account.Kind is LimitKind.Bucket)
            {
                account.Debt = account.DebtAfter(account.Rate, time - _time);
            }
            else
            {
                account.MoveTo(time);
            }
        }

        _time = time;
    }

    private void Charge(int requests)
    {
        foreach (var account in _accounts)
        {
            if (account.Kind is LimitKind.Bucket)
            {
                account.Debt = Math.Max(0, account.Debt + requests);
            }
            else
            {
                account.Used[0] = Math.Max(0, account.Used[0] + requests);
            }
        }
    }

    private double Available(int index) => _limits[index].Kind is LimitKind.Bucket
        ? _limits[index].Capacity - _accounts[index].Debt
        : _limits[index].Requests - _accounts[index].UsedAt(_time);

    private long RefillsIn(int index) => _limits[index].Kind is LimitKind.Bucket
        ? (long)Math.Ceiling((_accounts[index].Debt - (_limits[index].Capacity - 1)) / _limits[index].Rate)
        : _accounts[index].RefillsAt(_limits[index].Requests, _time) - _time;

    private long FullIn(int index) => _limits[index].Kind is LimitKind.Bucket
        ? (long)(_accounts[index].Debt / _limits[index].Rate)
        : CalendarWindow.StartOf(_accounts[index].Window + 1, _accounts[index].Step) - _time;

    private static long Seconds(long ticks) => Math.Max(1, (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
}
