using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Registry;

public sealed class ServiceRegistryTests : IAsyncLifetime
{
    private static readonly ServiceInstance Catalog = new("catalog", "1", new Uri("http://127.0.0.1:7072/"));

    private readonly PlatformStorage _storage = PlatformStorage.Open();
    private ServiceRegistry Registry => new(_storage.Tables);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Registered_instances_are_listed_by_service_and_instance()
    {
        var orders = new ServiceInstance("orders", "1", new Uri("https://orders.example.com/base"));
        var second = Catalog with { Instance = "2" };

        await Registry.RegisterAsync(orders, default);
        await Registry.RegisterAsync(second, default);
        await Registry.RegisterAsync(Catalog, default);

        Assert.Equal([Catalog, second, orders], await Registry.ListAsync(default));
    }

    [Fact]
    public async Task Every_change_moves_the_sequence_and_a_repetition_does_not()
    {
        await Registry.RegisterAsync(Catalog, default);
        await Registry.RegisterAsync(Catalog, default);
        var registered = await _storage.Reader.ReadHeadAsync(default);
        await Registry.RegisterAsync(Catalog with { Address = new Uri("http://127.0.0.1:7073/") }, default);
        var moved = await _storage.Reader.ReadHeadAsync(default);
        await Registry.UnregisterAsync("catalog", "1", default);
        var removed = await _storage.Reader.ReadHeadAsync(default);

        Assert.Equal([1, 2, 3], new[] { registered, moved, removed }.Select(head => head.RegistrySequence));
        Assert.Empty(await Registry.ListAsync(default));
    }

    [Fact]
    public async Task Concurrent_changes_each_move_the_sequence()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Registry.RegisterAsync(Catalog with { Instance = $"{i}" }, default).AsTask()));

        Assert.Equal(8, (await _storage.Reader.ReadHeadAsync(default)).RegistrySequence);
        Assert.Equal(8, (await Registry.ListAsync(default)).Count);
    }

    [Fact]
    public async Task A_registration_that_died_before_it_was_announced_is_announced_by_the_next()
    {
        var dying = new ServiceRegistry(new WithoutHead(_storage.Tables));
        await Assert.ThrowsAsync<TableStoreException>(() => dying.RegisterAsync(Catalog, default).AsTask());
        var died = await _storage.Reader.ReadHeadAsync(default);

        await Registry.RegisterAsync(Catalog, default);
        var repeated = await _storage.Reader.ReadHeadAsync(default);

        Assert.Equal([0, 1], new[] { died, repeated }.Select(head => head.RegistrySequence));
        Assert.Equal([Catalog], await Registry.ListAsync(default));
    }

    [Theory]
    [InlineData("ftp://a/")]
    [InlineData("/relative")]
    public async Task An_address_is_absolute_http(string address) => await Assert.ThrowsAsync<ArgumentException>(
        async () => await Registry.RegisterAsync(Catalog with { Address = new Uri(address, UriKind.RelativeOrAbsolute) }, default));

    /// <summary>The store as a process sees it that ends before it can write the head.</summary>
    private sealed class WithoutHead(ITableStore inner) : ITableStore
    {
        public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => inner.ReadAsync(table, key, cancellationToken);

        public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => inner.QueryAsync(table, query, cancellationToken);

        public ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken) => table == PlatformTables.Configuration
            ? throw new TableStoreException(TableFault.Unavailable, "the process ends here")
            : inner.WriteAsync(table, write, cancellationToken);

        public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
            inner.WriteBatchAsync(table, writes, cancellationToken);
    }
}
