using Tollgate.Platform.Tables;

namespace Tollgate.Orders.Customers;

/// <summary>What the replica says about a customer.</summary>
/// <param name="Customer">The customer; null when erased.</param>
/// <param name="Version">The version that the customers service counts.</param>
internal sealed record ReplicatedCustomer(Customer? Customer, long Version);

/// <summary>
/// The customers as their service's events tell: a row for each. An older version never replaces a newer one, and an erased customer never
/// comes back, in whatever order events arrive.
/// </summary>
internal sealed class CustomerReplica(ITableStore tables)
{
    public const string Table = "ordersCustomers";

    private const string Row = "customer";

    /// <summary>A customer, null where no event has told of one yet.</summary>
    public async ValueTask<ReplicatedCustomer?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(Table, Key(tenant, id), cancellationToken);
        return row is null ? null : Read(row);
    }

    public async ValueTask ChangeAsync(string tenant, string id, ReplicatedCustomer changed, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (row, _) = await tables.ReadAsync(Table, Key(tenant, id), cancellationToken);
            if (row is not null && Read(row) is var current && (current.Customer is null || current.Version >= changed.Version))
            {
                return;
            }

            var entity = Write(tenant, id, changed);
            var write = row is null ? TableWrite.Insert(entity) : TableWrite.Replace(entity, row.ETag);
            if ((await tables.WriteAsync(Table, write, cancellationToken)).Succeeded)
            {
                return;
            }
        }
    }

    public async ValueTask EraseAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await tables.WriteAsync(Table, TableWrite.Upsert(Write(tenant, id, new ReplicatedCustomer(null, long.MaxValue))), cancellationToken);

    private static TableKey Key(string tenant, string id) => new($"{tenant}|{id}", Row);

    private static TableEntity Write(string tenant, string id, ReplicatedCustomer customer) => new(Key(tenant, id))
    {
        { "Version", customer.Version },
        { "Name", customer.Customer?.Name },
        { "Email", customer.Customer?.Email },
        { "Locale", customer.Customer?.Locale },
    };

    private static ReplicatedCustomer Read(TableEntity row) => new(
        row.GetString("Email") is { } email ? new Customer(row.GetString("Name") ?? "", email, row.GetString("Locale") ?? "") : null,
        row.GetInt64("Version") ?? 0);
}
