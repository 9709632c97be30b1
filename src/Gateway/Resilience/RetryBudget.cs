namespace Tollgate.Gateway.Resilience;

/// <summary>Bounds the retries of one upstream that are under way, pauses included: when everything fails, retries must not make it worse.</summary>
internal sealed class RetryBudget
{
    private int _retrying;

    public int Retrying => Volatile.Read(ref _retrying);

    /// <summary>Takes a place; <see cref="End"/> gives it back.</summary>
    /// <param name="underWay">Requests that are with the upstream at the moment.</param>
    /// <param name="settings">The share and the floor.</param>
    public bool TryBegin(int underWay, RetrySettings settings)
    {
        while (true)
        {
            var retrying = Volatile.Read(ref _retrying);
            if (retrying >= Math.Max(settings.MinBudget, (int)(underWay * (long)settings.Budget / 100)))
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _retrying, retrying + 1, retrying) == retrying)
            {
                return true;
            }
        }
    }

    public void End() => Interlocked.Decrement(ref _retrying);
}
