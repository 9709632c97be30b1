using Azure.Data.Tables;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tables;

/// <summary>A range as an OData filter, which the library makes of the bounds so that no key can break out of its quotes.</summary>
internal static class QueryFilter
{
    /// <summary>Null where the query has no bound.</summary>
    public static string? Of(TableQuery query)
    {
        var terms = new List<string>(4);
        Add(terms, query.Partition, key => $"PartitionKey eq {key}");
        Add(terms, query.PartitionFrom, key => $"PartitionKey ge {key}");
        Add(terms, query.PartitionTo, key => $"PartitionKey lt {key}");
        Add(terms, query.RowFrom, key => $"RowKey ge {key}");
        Add(terms, query.RowTo, key => $"RowKey lt {key}");
        return terms.Count == 0 ? null : string.Join(" and ", terms);
    }

    private static void Add(List<string> terms, string? bound, Func<string, FormattableString> term)
    {
        if (bound is not null)
        {
            terms.Add(TableClient.CreateQueryFilter(term(bound)));
        }
    }
}
