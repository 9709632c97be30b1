namespace Tollgate.Platform.Configuration.Shapes;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Suggestion
{
    /// <summary><c>; did you mean 'x'?</c> for the nearest candidate, or nothing where none is near.</summary>
    public static string For(string written, IEnumerable<string> candidates)
    {
        var limit = Math.Clamp(written.Length / 3, 1, 3);
        var (nearest, distance) = candidates
            .Where(candidate => Math.Abs(candidate.Length - written.Length) <= limit)
            .Select(candidate => (candidate, Distance(written.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .DefaultIfEmpty((written, int.MaxValue))
            .MinBy(pair => pair.Item2);
        return distance <= limit && distance < Math.Max(written.Length, nearest.Length) ? $"; did you mean '{nearest}'?" : "";
    }

    // Optimal string alignment: a swap of neighbours is one mistake, as it is for whoever typed it.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
