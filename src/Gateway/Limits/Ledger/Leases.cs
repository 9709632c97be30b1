namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>The leased tokens of one limit: those that are being spent, and those of a renewal that came before they ran out.</summary>
internal sealed class Leases(LimitModel limit)
{
    private long _nextTokens;
    private long _nextExpires;

    public LimitModel Limit { get; set; } = limit;

    /// <summary>Unspent tokens of the current lease.</summary>
    public long Tokens { get; private set; }

    /// <summary>When the current lease ends, on the monotonic clock.</summary>
    public long Expires { get; private set; }

    /// <summary>What the last lease brought.</summary>
    public long LastGrant { get; private set; }

    /// <summary>When the last lease began.</summary>
    public long GrantedAt { get; private set; }

    /// <summary>Until then the row is known to have nothing, on the monotonic clock.</summary>
    public long DryUntil { get; set; }

    /// <summary>Tokens of windows that were leased and will never be spent: the next write gives them back.</summary>
    public long Unspent { get; set; }

    /// <summary>Requests that passed without the store and still count in <see cref="Window"/>: the next write makes up for them.</summary>
    public long Owed { get; set; }

    /// <summary>When requests passed without the store, as long as it was not told; null where none did.</summary>
    public Account? Alone { get; set; }

    /// <summary>The window that <see cref="Unspent"/> and <see cref="Owed"/> belong to.</summary>
    public long Window { get; private set; }

    /// <summary>Missing tokens of the bucket that stands in when the store fails.</summary>
    public double LocalDebt { get; set; }

    /// <summary>When <see cref="LocalDebt"/> was that, on the monotonic clock.</summary>
    public long LocalDebtAt { get; set; }

    /// <summary>All unspent tokens.</summary>
    public long Live => Tokens + _nextTokens;

    /// <summary>When the last of them ends.</summary>
    public long LiveUntil => Math.Max(Expires, _nextExpires);

    /// <summary>Drops what has expired.</summary>
    /// <returns>Whether the current lease is another one now.</returns>
    public bool Promote(long now)
    {
        if (Tokens > 0 && now < Expires)
        {
            return false;
        }

        if (Tokens == 0 && _nextTokens == 0)
        {
            return false;
        }

        Lose(Tokens);
        (Tokens, Expires, _nextTokens, _nextExpires) = (_nextTokens, _nextExpires, 0, 0);
        if (now >= Expires)
        {
            Lose(Tokens);
            Tokens = 0;
        }

        return true;
    }

    public void Spend() => Tokens--;

    /// <summary>Takes a token back that came from the current lease.</summary>
    public void Return() => Tokens++;

    public void Grant(long tokens, long now, long expires, long window)
    {
        if (expires <= now)
        {
            Lose(window == Window ? tokens : 0);
            return;
        }

        (LastGrant, GrantedAt) = (tokens, now);
        if (Tokens == 0 || now >= Expires)
        {
            Lose(Tokens);
            (Tokens, Expires) = (tokens, expires);
        }
        else
        {
            _nextExpires = _nextTokens == 0 ? expires : Math.Min(_nextExpires, expires);
            _nextTokens += tokens;
        }
    }

    /// <summary>Forgets what counts no more in a window.</summary>
    public void Enter(long window)
    {
        if (Window != window)
        {
            (Window, Unspent) = (window, 0);
            Owed = Math.Min(Owed, Alone?.UsedAt(CalendarWindow.StartOf(window, Limit.Step)) ?? 0);
        }
    }

    /// <summary>Lets a request pass without the store, which is owed it.</summary>
    public void Owe()
    {
        Owed++;
        Alone!.Used[0]++;
    }

    // Only windows get them back: a bucket's debt has decayed meanwhile.
    private void Lose(long tokens) => Unspent += Limit.Kind is LimitKind.Bucket ? 0 : tokens;
}
