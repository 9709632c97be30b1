using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mails;

/// <summary>Forgets a customer. A row says so first: whatever comes in meanwhile, or later, sees it and forgets as well.</summary>
internal sealed class Erasure(ITableStore tables, IMailTransport transport) : IErasedPeople
{
    public async ValueTask EraseAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        await tables.WriteAsync(RecipientRows.Table, TableWrite.Upsert(new TableEntity(RecipientRows.ErasedKey(tenant, customer))), cancellationToken);
        await ForgetAsync(tenant, customer, cancellationToken);
    }

    /// <summary>Forgets what came in of a customer who was erased before.</summary>
    /// <returns>Whether the customer was erased.</returns>
    public async ValueTask<bool> FinishAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        if (!await IsErasedAsync(tenant, customer, cancellationToken))
        {
            return false;
        }

        await ForgetAsync(tenant, customer, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AreNamedInAsync(CloudEvent cloudEvent, CancellationToken cancellationToken) =>
        OrderNewsHandler.Types.Contains(cloudEvent.Type)
        && await IsErasedAsync(cloudEvent.Tenant, cloudEvent.GetData<OrderOwner>().Customer, cancellationToken);

    private async ValueTask<bool> IsErasedAsync(string tenant, string customer, CancellationToken cancellationToken) =>
        (await tables.ReadAsync(RecipientRows.Table, RecipientRows.ErasedKey(tenant, customer), cancellationToken)).Entity is not null;

    private async ValueTask ForgetAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        var prefix = RecipientRows.CustomerPrefix(customer);
        await foreach (var index in tables.QueryAllAsync(RecipientRows.Table, TableQuery.RowsWithPrefix(tenant, prefix), cancellationToken))
        {
            TableWrite[] writes =
            [
                TableWrite.Delete(index.Key, ETag.Any),
                TableWrite.Delete(RecipientRows.OrderKey(tenant, index.Key.Row[prefix.Length..]), ETag.Any),
            ];
            await tables.WriteBatchAsync(RecipientRows.Table, writes, cancellationToken);
        }

        await transport.EraseAsync(tenant, customer, cancellationToken);
    }
}
