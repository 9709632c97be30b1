namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>Holds an instance to <see cref="PerSecond"/> store transactions per key in any second.</summary>
internal struct TransactionBudget()
{
    public const int PerSecond = 10;

    private readonly long[] _sent = NeverSent();
    private int _next;

    /// <summary>When the next transaction is allowed.</summary>
    public readonly long AllowedAt => _sent[_next];

    /// <summary>Uses one; <see cref="AllowedAt"/> must have passed.</summary>
    public void Use(long now)
    {
        _sent[_next] = now + TimeSpan.TicksPerSecond + 1;
        _next = (_next + 1) % PerSecond;
    }

    private static long[] NeverSent()
    {
        var sent = new long[PerSecond];
        Array.Fill(sent, long.MinValue);
        return sent;
    }
}
