using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>
/// The state of all limits of one key, as of <see cref="Time"/>: the store's own time of the last write, which every reader knows exactly
/// although the writer could only estimate it. So refill is neither lost nor made twice, however far the writers' estimates lag.
/// </summary>
internal sealed class LedgerRow(ETag version, long time)
{
    // Whoever wrote within this time takes part.
    private const long Participation = 60;
    private const int MostWriters = 64;

    /// <summary>The version to write against; default where there is no row.</summary>
    public ETag Version { get; private set; } = version;

    /// <summary>When the row was last written, in ticks of the store's clock.</summary>
    public long Time { get; private set; } = time;

    public List<Account> Accounts { get; init; } = [];

    /// <summary>Instances that wrote lately, with the second they did.</summary>
    public Dictionary<uint, long> Writers { get; init; } = [];

    /// <summary>Tokens that could be leased.</summary>
    /// <param name="limit">The limit, as this instance's configuration has it.</param>
    /// <param name="time">The store's time, as far as it is known.</param>
    public double Available(LimitModel limit, long time) => Find(limit) is not { } account
        ? limit.Capacity
        : limit.Kind is LimitKind.Bucket
            ? limit.Capacity - account.DebtAfter(limit.Rate, time - Time)
            : limit.Requests - account.UsedAt(time);

    /// <summary>When one token can be leased, in ticks of the store's clock; a time that has passed when one can be now.</summary>
    public long RefillsAt(LimitModel limit, long time)
    {
        if (Find(limit) is not { } account)
        {
            return time;
        }

        if (limit.Kind is LimitKind.Bucket)
        {
            return Time + Ticks(Math.Ceiling(Math.Max(0, account.Debt - (limit.Capacity - 1)) / limit.Rate));
        }

        return account.RefillsAt(limit.Requests, time);
    }

    /// <summary>When all is there again, in ticks of the store's clock.</summary>
    public long FullAt(LimitModel limit, long time) => Find(limit) is not { } account ? time
        : limit.Kind is LimitKind.Bucket ? Time + Ticks(account.Debt / limit.Rate)
        : CalendarWindow.StartOf(Math.Max(account.Window, CalendarWindow.IndexOf(time, limit.Step)) + 1, limit.Step);

    /// <summary>The account of a limit, made where the row has none yet.</summary>
    public Account Open(LimitModel limit)
    {
        if (Find(limit) is { } account)
        {
            account.Rate = limit.Rate;
            return account;
        }

        account = Account.For(limit);
        Accounts.Add(account);
        return account;
    }

    /// <summary>Instances that take part, this one among them.</summary>
    public int Participants(uint writer) => Writers.Count + (Writers.ContainsKey(writer) ? 0 : 1);

    public void Join(uint writer, long time)
    {
        var second = time / TimeSpan.TicksPerSecond;
        foreach (var (other, seen) in Writers)
        {
            if (seen < second - Participation)
            {
                Writers.Remove(other);
            }
        }

        if (Writers.Count < MostWriters || Writers.ContainsKey(writer))
        {
            Writers[writer] = second;
        }
    }

    /// <summary>Lets time pass until a write was made, and debits what it took from buckets; windows were charged before.</summary>
    public void Advance(ETag version, long time, ReadOnlySpan<(Account Account, long Tokens)> taken)
    {
        foreach (var account in Accounts)
        {
            account.Debt = account.DebtAfter(account.Rate, time - Time);
        }

        foreach (var (account, tokens) in taken)
        {
            account.Debt += account.Kind is LimitKind.Bucket ? tokens : 0;
        }

        Time = Math.Max(Time, time);
        Version = version;
        Accounts.RemoveAll(account => account.ForgottenAt(Time) <= Time);
    }

    // A hundred years stand for all that is longer.
    private static long Ticks(double ticks) => (long)Math.Min(ticks, 36_500 * TimeSpan.TicksPerDay);

    private Account? Find(LimitModel limit)
    {
        foreach (var account in Accounts)
        {
            if (account.Kind == limit.Kind && string.Equals(account.Name, limit.Account, StringComparison.Ordinal))
            {
                return account;
            }
        }

        return null;
    }
}
