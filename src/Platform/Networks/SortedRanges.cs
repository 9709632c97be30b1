using System.Numerics;

namespace Tollgate.Platform.Networks;

/// <summary>Ranges of numbers that neither overlap nor touch, in order.</summary>
internal sealed class SortedRanges<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly T[] _firsts = [];
    private readonly T[] _lasts = [];

    /// <param name="ranges">Both ends are included; in any order, overlapping or not.</param>
    public SortedRanges(IEnumerable<(T First, T Last)> ranges)
    {
        List<(T First, T Last)> merged = [];
        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && (merged[^1].Last == T.MaxValue || range.First <= merged[^1].Last + T.One))
            {
                merged[^1] = (merged[^1].First, T.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        _firsts = [.. merged.Select(range => range.First)];
        _lasts = [.. merged.Select(range => range.Last)];
    }

    private SortedRanges()
    {
    }

    public static SortedRanges<T> Empty { get; } = new();

    public int Count => _firsts.Length;

    public bool Contains(T value)
    {
        var index = Array.BinarySearch(_firsts, value);
        return index >= 0 || (index != -1 && value <= _lasts[~index - 1]);
    }
}
