namespace Tollgate.Platform.Configuration.Shapes;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Suggestion
{
    private const int MostOnStack = 128;

    /// <summary><c>; did you mean 'x'?</c> for the nearest candidate, or nothing where none is near.</summary>
    public static string For(string written, IEnumerable<string> candidates)
    {
        var limit = Math.Clamp(written.Length / 3, 1, 3);
        var (nearest, distance) = candidates
            .Where(candidate => Math.Abs(candidate.Length - written.Length) <= limit)
            .Select(candidate => (candidate, Distance(written, candidate, limit)))
            .DefaultIfEmpty((written, int.MaxValue))
            .MinBy(pair => pair.Item2);
        return distance <= limit && distance < Math.Max(written.Length, nearest.Length) ? $"; did you mean '{nearest}'?" : "";
    }

    // Optimal string alignment: a swap of neighbours is one mistake, as it is for whoever typed it. What is farther than the limit is just that.
    private static int Distance(string a, string b, int limit)
    {
        var width = b.Length + 1;
        Span<int> rows = width <= MostOnStack ? stackalloc int[3 * width] : new int[3 * width];
        var two = rows[..width];
        var one = rows[width..(2 * width)];
        var row = rows[(2 * width)..];
        var nearestBefore = 0;
        for (var i = 0; i <= a.Length; i++)
        {
            var nearest = row[0] = i;
            for (var j = 1; j < width; j++)
            {
                row[j] = i == 0 ? j : Math.Min(Math.Min(one[j], row[j - 1]) + 1, one[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], two[j - 2] + 1);
                }

                nearest = Math.Min(nearest, row[j]);
            }

            // A row follows from the two before it.
            if (nearest > limit && nearestBefore > limit)
            {
                return int.MaxValue;
            }

            nearestBefore = nearest;
            var next = two;
            two = one;
            one = row;
            row = next;
        }

        return one[b.Length];
    }

    private static bool Same(char a, char b) => a == b || char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
