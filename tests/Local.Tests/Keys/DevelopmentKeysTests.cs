using System.Text;
using Tollgate.Hosting.Embedded;
using Tollgate.Local.Keys;
using Tollgate.Local.Modules;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Credentials;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Keys;

public sealed class DevelopmentKeysTests : IAsyncLifetime
{
    private readonly EmbeddedStorage _storage;
    private readonly ConfigurationStore _store;
    private readonly ConfigurationReader _reader;
    private readonly CredentialStore _credentials;
    private readonly DevelopmentKeys _keys;

    public DevelopmentKeysTests()
    {
        var clock = new ManualClock();
        _storage = EmbeddedStorage.OpenInMemory(clock);
        var (tables, blobs) = (_storage.TablesFor(HostAccess.Info), _storage.BlobsFor(HostAccess.Info));
        _store = new ConfigurationStore(tables, blobs, clock);
        _reader = new ConfigurationReader(tables, blobs);
        _credentials = new CredentialStore(tables, _reader, clock);
        _keys = new DevelopmentKeys(_credentials, _storage.Secrets, "dev");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    [Fact]
    public async Task A_subscription_keeps_its_key()
    {
        var resources = await ApplyAsync(Subscription("default", "s"));

        var first = await _keys.EnsureAsync(resources, CancellationToken.None);
        var second = await _keys.EnsureAsync(resources, CancellationToken.None);

        Assert.Equal("s", Assert.Single(first).Subscription);
        Assert.Equal(first, second);
        Assert.True(ApiKey.HasValidForm(first[0].Key));
    }

    [Fact]
    public async Task A_subscription_that_declares_keys_gets_none()
    {
        var resources = await ApplyAsync(Subscription("default", "s") + $"keys: [{{ name: own, hash: 'sha256:{new string('a', 64)}' }}]\n");

        var keys = await _keys.EnsureAsync(resources, CancellationToken.None);

        Assert.Empty(keys);
    }

    [Fact]
    public async Task A_key_that_was_revoked_or_whose_text_is_lost_is_replaced()
    {
        var resources = await ApplyAsync(Subscription("default", "s"));
        var first = await _keys.EnsureAsync(resources, CancellationToken.None);

        await _credentials.RevokeAsync("default", "s", "development", CancellationToken.None);
        var afterRevocation = await _keys.EnsureAsync(resources, CancellationToken.None);
        await _storage.Secrets.DeleteAsync("dev-key-default--s", CancellationToken.None);
        var afterLoss = await _keys.EnsureAsync(resources, CancellationToken.None);

        Assert.Equal(3, new[] { first[0].Key, afterRevocation[0].Key, afterLoss[0].Key }.Distinct().Count());
    }

    [Fact]
    public async Task Subscriptions_of_several_tenants_are_told_apart_even_with_long_and_similar_names()
    {
        var name = new string('n', 63);
        var resources = await ApplyAsync(
            Tenant("a"), Tenant("a-b"), Tenant(name), Subscription("a", "b-c"), Subscription("a-b", "c"), Subscription(name, name), Subscription("default", "s"));

        var first = await _keys.EnsureAsync(resources, CancellationToken.None);
        var second = await _keys.EnsureAsync(resources, CancellationToken.None);

        Assert.Equal(["a-b/c", "a/b-c", $"{name}/{name}", "s"], first.Select(key => key.Subscription).Order(StringComparer.Ordinal));
        Assert.Equal(first, second);
    }

    private static string Tenant(string name) => $"tenant: {name}\n";

    private static string Subscription(string tenant, string name) =>
        $"plan: p\ntenant: {tenant}\n---\nconsumer: c\ntenant: {tenant}\n---\nsubscription: {name}\ntenant: {tenant}\nconsumer: c\nplan: p\n";

    private async Task<ResourceSet> ApplyAsync(params string[] documents)
    {
        var file = new ConfigurationFile("test.yaml", Encoding.UTF8.GetBytes(string.Join("---\n", documents)));
        var applied = await _store.ApplyAsync([file], ApplyMode.Replace, "test", dryRun: false, CancellationToken.None);
        Assert.Empty(applied.Errors);
        return await _reader.ReadResourcesAsync(await _reader.ReadHeadAsync(CancellationToken.None), CancellationToken.None);
    }
}
