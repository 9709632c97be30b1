using Tollgate.Platform.Configuration;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Registry;

/// <summary>
/// Which instances of which services run where. Rows stay until they are removed. Each change is announced before it is made: the head's registry
/// sequence moves and says for a while that readers should look again, so that a change is seen also when its maker dies right after it.
/// </summary>
public sealed class ServiceRegistry(ITableStore tables)
{
    private const string Address = nameof(ServiceInstance.Address);

    /// <summary>Adds an instance or changes its address. One that is already there as given changes nothing and is announced only if it never was in time.</summary>
    /// <exception cref="ArgumentException">The address is not absolute http or https.</exception>
    /// <exception cref="TableStoreException">The store failed; calling again is safe.</exception>
    public async ValueTask RegisterAsync(ServiceInstance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (!instance.Address.IsAbsoluteUri || instance.Address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The address of an instance is an absolute http or https URL.", nameof(instance));
        }

        var (key, address) = (new TableKey(instance.Service, instance.Instance), instance.Address.AbsoluteUri);
        var (stored, _) = await tables.ReadAsync(PlatformTables.Registry, key, cancellationToken);
        if (stored?.GetString(Address) != address)
        {
            await ChangeAsync(TableWrite.Upsert(new TableEntity(key) { { Address, address } }), cancellationToken);
        }
        else if ((await HeadRow.ReadAsync(tables, cancellationToken)).RegistryRestless is not { } restless || stored.Timestamp >= restless)
        {
            // Whoever wrote the row was suspended after announcing it, and died before it could do so again.
            await AnnounceAsync(cancellationToken);
        }
    }

    /// <summary>Removes an instance; one that is not there is no error.</summary>
    /// <exception cref="TableStoreException">The store failed; calling again is safe.</exception>
    public ValueTask UnregisterAsync(string service, string instance, CancellationToken cancellationToken) =>
        ChangeAsync(TableWrite.Delete(new TableKey(service, instance), ETag.Any), cancellationToken);

    /// <summary>All instances, by service and instance name.</summary>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public ValueTask<IReadOnlyList<ServiceInstance>> ListAsync(CancellationToken cancellationToken) =>
        ListAsync(TableQuery.Partitions(null, null), cancellationToken);

    /// <summary>The instances of one service, by name.</summary>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public ValueTask<IReadOnlyList<ServiceInstance>> ListAsync(string service, CancellationToken cancellationToken) =>
        ListAsync(TableQuery.InPartition(service), cancellationToken);

    private async ValueTask<IReadOnlyList<ServiceInstance>> ListAsync(TableQuery query, CancellationToken cancellationToken)
    {
        List<ServiceInstance> instances = [];
        await foreach (var row in tables.QueryAllAsync(PlatformTables.Registry, query, cancellationToken))
        {
            instances.Add(new ServiceInstance(row.Key.Partition, row.Key.Row, new Uri(row.GetString(Address)!)));
        }

        return instances;
    }

    private async ValueTask ChangeAsync(TableWrite write, CancellationToken cancellationToken)
    {
        TableWriteResult written;
        DateTimeOffset? restless;
        do
        {
            restless = (await AnnounceAsync(cancellationToken)).RegistryRestless;
            written = await tables.WriteAsync(PlatformTables.Registry, write, cancellationToken);
        }
        while (written.StoreTime >= restless);
    }

    private ValueTask<HeadRow> AnnounceAsync(CancellationToken cancellationToken) =>
        HeadRow.UpdateAsync(tables, head => head.WithNextRegistrySequence(), cancellationToken);
}
