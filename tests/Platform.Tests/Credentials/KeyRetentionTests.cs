using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Tests.Configuration;

namespace Tollgate.Platform.Tests.Credentials;

public sealed class KeyRetentionTests : IAsyncLifetime
{
    private const string Subscription = "consumer: app\n---\nplan: gold\n---\nsubscription: s\nconsumer: app\nplan: gold\n";

    private readonly PlatformStorage _storage = PlatformStorage.Open();

    private CredentialStore Store => new(_storage.Tables, _storage.Reader, _storage.Clock);

    public async Task InitializeAsync() => await ApplyAsync(Subscription);

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task A_key_is_forgotten_ninety_days_after_it_expired_and_its_name_is_free_again()
    {
        var key = await IssueAsync("old", _storage.Clock.GetUtcNow().AddDays(1));
        await IssueAsync("live", expires: null);

        _storage.Clock.Advance(TimeSpan.FromDays(91));
        var early = await RunAsync();
        var told = await FindAsync(key);
        _storage.Clock.Advance(TimeSpan.FromSeconds(1));
        var deleted = await RunAsync();

        Assert.Equal((0, 1), (early, deleted));
        Assert.Equal("old", told!.KeyName);
        Assert.Null(await FindAsync(key));
        Assert.Equal(["live"], await NamesAsync());
        Assert.NotNull(await IssueAsync("old", expires: null));
    }

    [Fact]
    public async Task A_key_of_a_document_stays_as_long_as_the_document_names_it()
    {
        var key = ApiKey.Mint("dev");
        var hash = Convert.ToHexStringLower(PlatformStorage.HashOf(key));
        await ApplyAsync($"{Subscription}keys: [{{ name: one, hash: \"sha256:{hash}\", expires: 2030-01-02T00:00:00Z }}]");

        _storage.Clock.Advance(TimeSpan.FromDays(3000));
        var deleted = await RunAsync();

        Assert.Equal(0, deleted);
        Assert.NotNull(await FindAsync(key));
    }

    [Fact]
    public async Task A_revocation_that_died_is_made_good_and_announced()
    {
        var key = await IssueAsync("primary", expires: null);
        var dying = new CredentialStore(new InterruptedTables(_storage.Tables, whenDeleting: () => throw new TableStoreException(TableFault.Unavailable, "the process ends here")), _storage.Reader, _storage.Clock);
        await Assert.ThrowsAsync<TableStoreException>(() => dying.RevokeAsync("default", "s", "primary", default).AsTask());
        var before = await _storage.Reader.ReadHeadAsync(default);

        var deleted = await RunAsync();

        Assert.Equal(1, deleted);
        Assert.Null(await FindAsync(key));
        Assert.Empty(await NamesAsync());
        Assert.Equal(before.CredentialSequence + 1, (await _storage.Reader.ReadHeadAsync(default)).CredentialSequence);
    }

    [Fact]
    public async Task A_run_that_died_is_gone_on_with_by_the_next()
    {
        var key = await IssueAsync("old", _storage.Clock.GetUtcNow().AddDays(1));
        _storage.Clock.Advance(TimeSpan.FromDays(100));
        var dying = new InterruptedTables(_storage.Tables, whenDeleting: () => throw new TableStoreException(TableFault.Unavailable, "the process ends here"));
        await Assert.ThrowsAsync<TableStoreException>(() => PlatformRetention.Jobs(dying, _storage.Blobs)[1].RunAsync(default).AsTask());

        var deleted = await RunAsync();

        Assert.Equal(1, deleted);
        Assert.Null(await FindAsync(key));
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task A_revoked_key_is_remembered_for_an_hour_and_its_name_is_free_at_once()
    {
        await IssueAsync("primary", expires: null);
        await Store.RevokeAsync("default", "s", "primary", default);

        var again = await IssueAsync("primary", expires: null);
        _storage.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        await RunAsync();
        var early = (await RingAsync()).Keys.Count;
        _storage.Clock.Advance(TimeSpan.FromSeconds(1));
        await RunAsync();

        Assert.Equal(2, early);
        Assert.Single((await RingAsync()).Keys);
        Assert.NotNull(await FindAsync(again));
    }

    private async Task ApplyAsync(string text)
    {
        var applied = await _storage.Store.ApplyAsync([Draft.Yaml(text)], ApplyMode.Merge, "test", dryRun: false, default);
        Assert.True(applied.Succeeded, string.Join('\n', applied.Errors));
    }

    private async Task<string> IssueAsync(string name, DateTimeOffset? expires) => (await Store.IssueAsync("default", "s", name, "dev", expires, default)).Key!;

    private Task<Credential?> FindAsync(string key) => Store.FindAsync(PlatformStorage.HashOf(key), default).AsTask();

    private Task<KeyRing> RingAsync() => KeyRing.ReadAsync(_storage.Tables, new SubscriptionId("default", "s"), default).AsTask();

    private async Task<IEnumerable<string>> NamesAsync() => (await RingAsync()).Keys.Where(key => !key.Going).Select(key => key.Name);

    private async Task<int> RunAsync() => (int)await PlatformRetention.Jobs(_storage.Tables, _storage.Blobs)[1].RunAsync(default);
}
