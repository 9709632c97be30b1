namespace Tollgate.Platform.Configuration.Shapes;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Suggestion
{
    /// <summary><c>; did you mean 'x'?</c> for the nearest of few candidates, or nothing where none is near.</summary>
    public static string For(string written, IEnumerable<string> candidates)
    {
        var budget = int.MaxValue;
        return For(written, candidates, ref budget);
    }

    /// <summary>The same for any number of candidates.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="candidates">What may have been meant.</param>
    /// <param name="budget">How many steps may still be taken: one for a candidate, one more for each letter that is compared. Nothing is suggested once none are left.</param>
    public static string For(string written, IEnumerable<string> candidates, ref int budget)
    {
        var limit = Math.Clamp(written.Length / 3, 1, 3);
        var (nearest, distance) = (written, limit + 1);
        foreach (var candidate in candidates)
        {
            if (budget <= 0)
            {
                return "";
            }

            var next = Distance(written, candidate, limit, ref budget);
            if (next < distance)
            {
                (nearest, distance) = (candidate, next);
            }
        }

        return distance <= limit && distance < Math.Max(written.Length, nearest.Length) ? $"; did you mean '{nearest}'?" : "";
    }

    /// <summary>
    /// Optimal string alignment without regard to case: a swap of neighbours is one mistake, as it is for whoever typed it.
    /// What is farther than the limit is one more than the limit.
    /// </summary>
    internal static int Distance(string a, string b, int limit, ref int budget)
    {
        budget--;
        var far = limit + 1;
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return far;
        }

        // Only the diagonals that are at most the limit from the main one, with one more on either side that is always too far.
        var width = (2 * far) + 1;
        Span<int> rows = stackalloc int[3 * width];
        rows.Fill(far);
        var two = rows[..width];
        var one = rows[width..(2 * width)];
        var row = rows[(2 * width)..];
        var nearestBefore = 0;
        for (var i = 0; i <= a.Length; i++)
        {
            budget--;
            var nearest = Fill(row, one, two, a, b, i);

            // A row follows from the two before it.
            if (nearest > limit && nearestBefore > limit)
            {
                return far;
            }

            nearestBefore = nearest;
            var next = two;
            two = one;
            one = row;
            row = next;
        }

        return Math.Min(one[b.Length - a.Length + far], far);
    }

    // An element is the cell of its diagonal, so what is above it stands one further to the right, and across from it at the same place. Returns the row's least.
    private static int Fill(Span<int> row, ReadOnlySpan<int> one, ReadOnlySpan<int> two, string a, string b, int i)
    {
        var far = row.Length / 2;
        var nearest = far;
        for (var k = 1; k < row.Length - 1; k++)
        {
            var j = i + k - far;
            row[k] = j < 0 || j > b.Length ? far
                : i == 0 || j == 0 ? i + j
                : Math.Min(Math.Min(one[k + 1], row[k - 1]) + 1, one[k] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
            if (i > 1 && j > 1 && j <= b.Length && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
            {
                row[k] = Math.Min(row[k], two[k] + 1);
            }

            nearest = Math.Min(nearest, row[k]);
        }

        return nearest;
    }

    private static bool Same(char a, char b) => a == b || char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
