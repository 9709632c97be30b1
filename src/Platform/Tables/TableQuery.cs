namespace Tollgate.Platform.Tables;

/// <summary>
/// A range of rows in key order. Both bounds of each key are optional; <c>From</c> is inclusive, <c>To</c> exclusive.
/// A row range needs a single partition: Table Storage would otherwise scan.
/// </summary>
public sealed record TableQuery
{
    /// <summary>Rows a page has at most when the query doesn't say: 1,000, the most that Table Storage returns.</summary>
    public const int MaxPageSize = 1000;

    private TableQuery()
    {
    }

    /// <summary>The only partition read, or null for a range of partitions.</summary>
    public string? Partition { get; private init; }

    /// <summary>The first partition of a range, inclusive; null for no bound.</summary>
    public string? PartitionFrom { get; private init; }

    /// <summary>The end of a range of partitions, exclusive; null for no bound.</summary>
    public string? PartitionTo { get; private init; }

    /// <summary>The first row key, inclusive; null for no bound.</summary>
    public string? RowFrom { get; private init; }

    /// <summary>The end of the row keys, exclusive; null for no bound.</summary>
    public string? RowTo { get; private init; }

    /// <summary>Rows in a page: 1 to 1,000. A store may return fewer, even none, with a continuation.</summary>
    public int PageSize { get; init; } = MaxPageSize;

    /// <summary>Where to go on: <see cref="TablePage.Continuation"/> of the page before; null for the beginning.</summary>
    public string? Continuation { get; init; }

    /// <summary>All rows of one partition.</summary>
    public static TableQuery InPartition(string partition) => new() { Partition = partition };

    /// <summary>The rows of one partition whose row key lies in [from, to).</summary>
    public static TableQuery Rows(string partition, string? from, string? to) => new() { Partition = partition, RowFrom = from, RowTo = to };

    /// <summary>The rows of one partition whose row key starts with a prefix.</summary>
    public static TableQuery RowsWithPrefix(string partition, string prefix) => Rows(partition, prefix, AfterPrefix(prefix));

    /// <summary>All rows whose partition key lies in [from, to): for jobs, never for a request.</summary>
    public static TableQuery Partitions(string? from, string? to) => new() { PartitionFrom = from, PartitionTo = to };

    private static string? AfterPrefix(string prefix)
    {
        var end = prefix.AsSpan().TrimEnd('\uffff');
        return end.IsEmpty ? null : string.Concat(end[..^1], [(char)(end[^1] + 1)]);
    }
}
