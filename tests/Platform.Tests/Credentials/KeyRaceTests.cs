using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tests.Configuration;

namespace Tollgate.Platform.Tests.Credentials;

/// <summary>A revocation holds, whoever writes keys at the same time.</summary>
public sealed class KeyRaceTests : IAsyncLifetime
{
    private const string Subscription = "consumer: app\n---\nplan: gold\n---\nsubscription: s\nconsumer: app\nplan: gold\n";

    private readonly PlatformStorage _storage = PlatformStorage.Open();

    private CredentialStore Store => new(_storage.Tables, _storage.Reader, _storage.Clock);

    public async Task InitializeAsync()
    {
        var applied = await _storage.Store.ApplyAsync([Draft.Yaml(Subscription)], ApplyMode.Merge, "test", dryRun: false, default);
        Assert.True(applied.Succeeded);
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task An_apply_that_writes_keys_while_one_is_revoked_does_not_bring_it_back()
    {
        var key = (await Store.IssueAsync("default", "s", "primary", "dev", null, default)).Key!;
        var tables = new InterruptedTables(_storage.Tables, whenAdmitting: () => Store.RevokeAsync("default", "s", "primary", default).AsTask());
        var store = new ConfigurationStore(tables, _storage.Blobs, _storage.Clock);

        await store.ApplyAsync([Draft.Yaml(Subscription + "scopes: [x]")], ApplyMode.Merge, "ann", dryRun: false, default);

        Assert.Null(await FindAsync(key));
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task A_key_that_is_revoked_while_it_is_issued_stays_revoked()
    {
        var tables = new InterruptedTables(_storage.Tables, whenAdmitting: () => Store.RevokeAsync("default", "s", "primary", default).AsTask());

        var issued = await new CredentialStore(tables, _storage.Reader, _storage.Clock).IssueAsync("default", "s", "primary", "dev", null, default);

        Assert.Null(await FindAsync(issued.Key!));
        Assert.Empty(await NamesAsync());
    }

    private Task<Credential?> FindAsync(string key) => Store.FindAsync(PlatformStorage.HashOf(key), default).AsTask();

    private async Task<IEnumerable<string>> NamesAsync() =>
        (await KeyRing.ReadAsync(_storage.Tables, new SubscriptionId("default", "s"), default)).Keys.Select(key => key.Name);
}
