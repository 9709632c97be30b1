using Tollgate.Customers.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Customers.Profiles;

/// <summary>What the store has under an id: a customer with its version, or what an erasure left.</summary>
internal sealed record StoredCustomer(Customer? Customer, DateTimeOffset? ErasedAt, ETag Version);

/// <summary>How a change ended.</summary>
internal enum CustomerChange
{
    Done,
    EmailTaken,
    Stale,
}

/// <summary>Reads and writes customers; each change is one batch with the event that tells of it.</summary>
internal sealed class CustomerStore(ITableStore tables, Outbox outbox)
{
    public const string Table = "customers";

    /// <summary>What is there under an id; null for an id that was never used.</summary>
    public async ValueTask<StoredCustomer?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!CustomerRules.IsId(id))
        {
            return null;
        }

        var read = await tables.ReadAsync(Table, new TableKey(tenant, CustomerRows.CustomerKey(id)), cancellationToken);
        return read.Entity switch
        {
            null => null,
            { } row when CustomerRows.ErasedAtOf(row) is { } erasedAt => new StoredCustomer(null, erasedAt, row.ETag),
            { } row => new StoredCustomer(CustomerRows.ReadCustomer(row), null, row.ETag),
        };
    }

    /// <summary>The customer with an e-mail address, whatever the case of its letters.</summary>
    public async ValueTask<Customer?> FindByEmailAsync(string tenant, string email, CancellationToken cancellationToken)
    {
        var read = await tables.ReadAsync(Table, new TableKey(tenant, CustomerRows.EmailKey(email)), cancellationToken);
        return read.Entity is { } row && CustomerRows.OwnerOf(row) is { } id ? (await FindAsync(tenant, id, cancellationToken))?.Customer : null;
    }

    /// <summary>Customers in the order of their ids; null for those who are erased.</summary>
    public async IAsyncEnumerable<(string Id, Customer? Customer)> ListAsync(
        string tenant, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = TableQuery.RowsWithPrefix(tenant, CustomerRows.CustomerPrefix);
        var range = after is null ? all : TableQuery.Rows(tenant, CustomerRows.CustomerKey(after) + "!", all.RowTo);
        await foreach (var row in tables.QueryAllAsync(Table, range with { PageSize = 200 }, cancellationToken))
        {
            yield return (CustomerRows.IdOf(row), CustomerRows.ErasedAtOf(row) is null ? CustomerRows.ReadCustomer(row) : null);
        }
    }

    /// <summary>Adds a customer; <see cref="CustomerChange.Stale"/> when its id was used before.</summary>
    public ValueTask<(CustomerChange Change, ETag Version)> AddAsync(string tenant, Customer customer, CancellationToken cancellationToken) => CommitAsync(
        [TableWrite.Insert(CustomerRows.Customer(tenant, customer)), TableWrite.Insert(CustomerRows.Email(tenant, customer))],
        [CustomerChanged.Of(tenant, customer)],
        cancellationToken);

    /// <summary>Puts a customer in the place of the version that was read.</summary>
    public ValueTask<(CustomerChange Change, ETag Version)> ReplaceAsync(
        string tenant, StoredCustomer current, Customer customer, CancellationToken cancellationToken)
    {
        var isSameEmail = CustomerRows.EmailKey(current.Customer!.Email) == CustomerRows.EmailKey(customer.Email);
        TableWrite[] writes =
        [
            TableWrite.Replace(CustomerRows.Customer(tenant, customer), current.Version),
            .. isSameEmail ? (TableWrite[])[] : [TableWrite.Insert(CustomerRows.Email(tenant, customer)), DeleteEmail(tenant, current.Customer)],
        ];
        return CommitAsync(writes, [CustomerChanged.Of(tenant, customer)], cancellationToken);
    }

    /// <summary>Writes rows that hang on a customer, if it is still the version that was read. Nobody else hears of it.</summary>
    public ValueTask<(CustomerChange Change, ETag Version)> AttachAsync(
        string tenant, StoredCustomer current, IEnumerable<TableWrite> writes, CancellationToken cancellationToken) => CommitAsync(
        [TableWrite.Replace(CustomerRows.Customer(tenant, current.Customer!), current.Version), .. writes], [], cancellationToken);

    /// <summary>Leaves of a customer only that it was erased; deletes the given rows with it.</summary>
    public async ValueTask<CustomerChange> EraseAsync(
        string tenant, StoredCustomer current, DateTimeOffset erasedAt, IEnumerable<TableKey> rows, CancellationToken cancellationToken)
    {
        var (change, _) = await CommitAsync(
            [
                TableWrite.Replace(CustomerRows.Tombstone(tenant, current.Customer!.Id, erasedAt), current.Version),
                DeleteEmail(tenant, current.Customer),
                .. rows.Select(key => TableWrite.Delete(key, ETag.Any)),
            ],
            [CustomerErased.Of(tenant, current.Customer.Id)],
            cancellationToken);
        return change;
    }

    // The customer's own version, first in every batch, already guards the rows that hang on it.
    private static TableWrite DeleteEmail(string tenant, Customer customer) =>
        TableWrite.Delete(new TableKey(tenant, CustomerRows.EmailKey(customer.Email)), ETag.Any);

    private async ValueTask<(CustomerChange Change, ETag Version)> CommitAsync(
        IReadOnlyList<TableWrite> writes, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var result = await outbox.CommitAsync(Table, writes, messages, cancellationToken);
        return result switch
        {
            { Succeeded: true } => (CustomerChange.Done, result.ETags[0]),
            { Error: TableError.AlreadyExists, FailedIndex: 1 } => (CustomerChange.EmailTaken, default),
            _ => (CustomerChange.Stale, default),
        };
    }
}
