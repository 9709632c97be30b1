namespace Tollgate.Gateway.Tests.Limits.Ledger;

/// <summary>What a run showed.</summary>
internal static class Observed
{
    /// <summary>The most events in any window of a length, both ends included.</summary>
    public static int MostIn(IReadOnlyList<long> times, long window)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < times.Count; last++)
        {
            while (times[last] - times[first] > window)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
