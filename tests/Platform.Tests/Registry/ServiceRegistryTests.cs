using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

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
    public async Task Readers_are_told_to_look_again_for_half_a_minute()
    {
        await Registry.RegisterAsync(Catalog, default);
        var announced = await _storage.Reader.ReadHeadAsync(default);
        _storage.Clock.Advance(TimeSpan.FromSeconds(30));
        var later = await _storage.Reader.ReadHeadAsync(default);

        Assert.Equal((false, true), (announced.IsRegistrySettled, later.IsRegistrySettled));
    }

    [Fact]
    public async Task A_change_that_can_not_be_announced_is_not_made()
    {
        var dying = new ServiceRegistry(new WithoutHead(_storage.Tables));
        await Assert.ThrowsAsync<TableStoreException>(() => dying.RegisterAsync(Catalog, default).AsTask());
        var died = await Registry.ListAsync(default);
        await Registry.RegisterAsync(Catalog, default);

        await Assert.ThrowsAsync<TableStoreException>(() => dying.UnregisterAsync("catalog", "1", default).AsTask());

        Assert.Empty(died);
        Assert.Equal([Catalog], await Registry.ListAsync(default));
    }

    [Fact]
    public async Task A_change_that_comes_long_after_it_was_announced_is_announced_again()
    {
        var suspended = new ServiceRegistry(new Suspended(_storage.Tables, _storage.Clock));

        await suspended.RegisterAsync(Catalog, default);

        var head = await _storage.Reader.ReadHeadAsync(default);
        Assert.Equal((2L, false), (head.RegistrySequence, head.IsRegistrySettled));
    }

    [Fact]
    public async Task A_change_whose_maker_died_before_it_could_announce_it_again_is_announced_by_the_next_one()
    {
        var dying = new ServiceRegistry(new Suspended(_storage.Tables, _storage.Clock) { DiesAwake = true });
        await Assert.ThrowsAsync<TableStoreException>(() => dying.RegisterAsync(Catalog, default).AsTask());
        var died = await _storage.Reader.ReadHeadAsync(default);

        await Registry.RegisterAsync(Catalog, default);
        var announced = await _storage.Reader.ReadHeadAsync(default);
        _storage.Clock.Advance(TimeSpan.FromHours(1));
        await Registry.RegisterAsync(Catalog, default);
        var repeated = await _storage.Reader.ReadHeadAsync(default);

        Assert.Equal((1L, true), (died.RegistrySequence, died.IsRegistrySettled));
        Assert.Equal((2L, false), (announced.RegistrySequence, announced.IsRegistrySettled));
        Assert.Equal((2L, true), (repeated.RegistrySequence, repeated.IsRegistrySettled));
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

    /// <summary>The store as a process sees it that sleeps for an hour before it changes the registry, once.</summary>
    private sealed class Suspended(ITableStore inner, ManualClock clock) : ITableStore
    {
        private bool _hasSlept;

        /// <summary>Whether the process ends right after the change.</summary>
        public bool DiesAwake { get; init; }

        public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => inner.ReadAsync(table, key, cancellationToken);

        public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => inner.QueryAsync(table, query, cancellationToken);

        public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
        {
            if (table != PlatformTables.Registry || _hasSlept)
            {
                return await inner.WriteAsync(table, write, cancellationToken);
            }

            _hasSlept = true;
            clock.Advance(TimeSpan.FromHours(1));
            var written = await inner.WriteAsync(table, write, cancellationToken);
            return DiesAwake ? throw new TableStoreException(TableFault.Unavailable, "the process ends here") : written;
        }

        public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
            inner.WriteBatchAsync(table, writes, cancellationToken);
    }
}
