namespace Tollgate.Gateway.Limits;

/// <summary>Counts the limits of one key. All members are safe to call from any thread.</summary>
internal abstract class LimitCounter
{
    /// <summary>Takes a token of every limit, or none.</summary>
    /// <param name="limits">The limits as the request's configuration has them; the same key may be asked with others.</param>
    /// <param name="now">The monotonic clock.</param>
    /// <param name="readings">Receives what each limit has left.</param>
    public abstract LimitVerdict Take(LimitModel[] limits, long now, Span<LimitReading> readings);

    /// <summary>Takes back what a request took that another limit refused. Where the lease has changed meanwhile the tokens are lost.</summary>
    public abstract void GiveBack(LimitModel[] limits, int generation);

    /// <summary>Ends this counter if nothing is lost by forgetting it: no use that counts, no leases.</summary>
    /// <param name="now">The monotonic clock.</param>
    /// <param name="urgent">Whether unspent tokens may be lost with it, but nothing that was used.</param>
    public abstract bool TryRetire(long now, bool urgent = false);
}
