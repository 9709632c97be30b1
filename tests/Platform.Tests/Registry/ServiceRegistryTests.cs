using Tollgate.Platform.Registry;

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

    [Theory]
    [InlineData("ftp://a/")]
    [InlineData("/relative")]
    public async Task An_address_is_absolute_http(string address) => await Assert.ThrowsAsync<ArgumentException>(
        async () => await Registry.RegisterAsync(Catalog with { Address = new Uri(address, UriKind.RelativeOrAbsolute) }, default));
}
