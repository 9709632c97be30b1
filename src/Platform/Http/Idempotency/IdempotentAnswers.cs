using System.Text;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>The kept answers as a place where personal data is: what an erasure has to go through.</summary>
public sealed class IdempotentAnswers
{
    private readonly ITableStore _tables;
    private readonly string _table;

    internal IdempotentAnswers(ITableStore tables, string table) => (_tables, _table) = (tables, table);

    /// <summary>
    /// Deletes every kept answer of a tenant that names an id in the request's path, its body or its headers, and sees to it that no request under way whose path
    /// names it keeps one later. The same request sent again is then carried out again, which must find that what it names is gone. Reads all that the tenant's
    /// callers were answered in a day: for an erasure, not for every request.
    /// </summary>
    /// <param name="tenant">Whose answers.</param>
    /// <param name="id">What they name.</param>
    /// <param name="own">The key of the request that asks for it, which goes on and keeps its answer; null where it has none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were deleted, requests under way included.</returns>
    public async ValueTask<int> ForgetAsync(string tenant, string id, IdempotencyKey? own, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);

        var named = Encoding.UTF8.GetBytes(id);
        var deleted = 0;
        await foreach (var row in _tables.QueryAllAsync(_table, TableQuery.Partitions(tenant + "|", tenant + "}"), cancellationToken))
        {
            if (row.Key.Row != own?.Row && Names(row, id, named))
            {
                await _tables.WriteAsync(_table, TableWrite.Delete(row.Key, ETag.Any), cancellationToken);
                deleted++;
            }
        }

        return deleted;
    }

    private static bool Names(TableEntity row, string id, byte[] named)
    {
        if (row.GetString(IdempotencyStore.PathProperty)?.Contains(id, StringComparison.Ordinal) is true)
        {
            return true;
        }

        if (!StoredAnswer.IsIn(row))
        {
            return false;
        }

        var answer = StoredAnswer.Read(row);
        return answer.Body.Span.IndexOf(named) >= 0
            || answer.Headers.Values.Any(values => values.Any(value => value?.Contains(id, StringComparison.Ordinal) is true));
    }
}
