namespace Tollgate.Gateway.Limits;

/// <summary>What becomes of a request, as far as the limits of one key are concerned.</summary>
internal enum LimitOutcome
{
    /// <summary>A token of each limit is taken.</summary>
    Taken,

    /// <summary>A limit is used up; nothing is taken.</summary>
    Exceeded,

    /// <summary>Tokens have to be leased first; nothing is taken.</summary>
    Missing,

    /// <summary>The store fails and a limit says that requests fail then; nothing is taken.</summary>
    Unavailable,

    /// <summary>The counter was forgotten meanwhile; there is another one, or will be.</summary>
    Retired,
}

/// <summary>The answer of one key's limits to one request.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Exceeded">A bit for each limit that refuses.</param>
/// <param name="Retry">When to try again, in ticks from now.</param>
/// <param name="Generation">What the tokens were taken from, for giving them back.</param>
/// <param name="Renew">Whether leases should be renewed, if the request passes.</param>
internal readonly record struct LimitVerdict(LimitOutcome Outcome, uint Exceeded = 0, long Retry = 0, int Generation = 0, bool Renew = false);

/// <summary>What a limit has left, as a hint to the caller.</summary>
/// <param name="Remaining">Requests.</param>
/// <param name="Reset">Seconds until there is more, when nothing remains; else until all is there again.</param>
internal readonly record struct LimitReading(long Remaining, long Reset);
