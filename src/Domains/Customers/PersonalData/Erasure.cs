using Tollgate.Customers.Profiles;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Tables;

namespace Tollgate.Customers.PersonalData;

/// <summary>What is left of a customer.</summary>
/// <param name="Id">The customer's id.</param>
/// <param name="ErasedAt">When everything else was erased.</param>
internal sealed record ErasedCustomer(string Id, DateTimeOffset ErasedAt);

/// <summary>
/// Erases a person (GDPR, article 17): the customer's row becomes a tombstone, all rows that hang on it and all kept answers that name it go, and other services hear of it.
/// Asked again, it makes good for a first try that died on the way.
/// </summary>
internal sealed class Erasure(CustomerStore store, ITableStore tables, IdempotentAnswers answers, TimeProvider time)
{
    private const int MaxRounds = 10;

    // Beside them a batch holds the customer, its e-mail address, and the rows of the outbox.
    private const int MaxRowsInBatch = 90;

    public async ValueTask<(ErasedCustomer? Erased, Problem? Problem)> EraseAsync(
        string tenant, string id, IdempotencyKey? own, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            switch (await store.FindAsync(tenant, id, cancellationToken))
            {
                case null:
                    return (null, CustomerProblems.NotFound);
                case { ErasedAt: { } erasedAt }:
                    await answers.ForgetAsync(tenant, id, own, cancellationToken);
                    return (new ErasedCustomer(id, erasedAt), null);
                case var current when await TryEraseAsync(tenant, id, current, cancellationToken) is { } erased:
                    await answers.ForgetAsync(tenant, id, own, cancellationToken);
                    return (erased, null);
            }
        }

        return (null, CustomerProblems.Busy);
    }

    // Null when the customer changed meanwhile: what came with the change must go too.
    private async ValueTask<ErasedCustomer?> TryEraseAsync(string tenant, string id, StoredCustomer current, CancellationToken cancellationToken)
    {
        var rows = new List<TableKey>();
        await foreach (var row in tables.QueryAllAsync(CustomerStore.Table, TableQuery.RowsWithPrefix(tenant, CustomerRows.ConsentPrefix(id)), cancellationToken))
        {
            rows.Add(row.Key);
        }

        while (rows.Count > MaxRowsInBatch)
        {
            TableWrite[] batch = [.. rows.Take(MaxRowsInBatch).Select(key => TableWrite.Delete(key, ETag.Any))];
            var deleted = await tables.WriteBatchAsync(CustomerStore.Table, batch, cancellationToken);
            if (!deleted.Succeeded)
            {
                return null;
            }

            rows.RemoveRange(0, batch.Length);
        }

        var now = time.GetUtcNow();
        return await store.EraseAsync(tenant, current, now, rows, cancellationToken) is CustomerChange.Done ? new ErasedCustomer(id, now) : null;
    }
}
