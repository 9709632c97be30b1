namespace Tollgate.Gateway.Limits;

/// <summary>What the limits said of one request: for the answer's header fields and the access log.</summary>
internal readonly record struct LimitState
{
    /// <summary><c>RateLimit-Policy</c>; null where no limit applied.</summary>
    public string? Policy { get; init; }

    /// <summary><c>RateLimit</c>.</summary>
    public string? Field { get; init; }

    /// <summary>The limit that refused, or that has the smallest part left.</summary>
    public string? Tightest { get; init; }

    /// <summary>What <see cref="Tightest"/> has left.</summary>
    public long Remaining { get; init; }

    public static LimitState Of(LimitSet set, ReadOnlySpan<LimitReading> readings)
    {
        var tightest = 0;
        for (var index = 1; index < readings.Length; index++)
        {
            if ((double)readings[index].Remaining / set.Limits[index].Requests < (double)readings[tightest].Remaining / set.Limits[tightest].Requests)
            {
                tightest = index;
            }
        }

        return new LimitState
        {
            Policy = set.PolicyHeader,
            Field = RateLimitFields.Format(set.Names, readings),
            Tightest = set.Names[tightest],
            Remaining = readings[tightest].Remaining,
        };
    }
}
