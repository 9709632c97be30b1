using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tables;
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

    [Fact]
    public async Task An_apply_that_dies_after_writing_a_key_that_was_revoked_meanwhile_does_not_bring_it_back()
    {
        var key = (await Store.IssueAsync("default", "s", "primary", "dev", null, default)).Key!;
        var tables = new InterruptedTables(_storage.Tables, whenAdmitting: () => Store.RevokeAsync("default", "s", "primary", default).AsTask(), diesAfter: true);

        await Assert.ThrowsAsync<TableStoreException>(() => ApplyAsync(tables, Subscription + "scopes: [x]"));

        Assert.Null(await FindAsync(key));
    }

    [Fact]
    public async Task A_row_that_was_written_late_by_somebody_who_died_goes_with_the_daily_job()
    {
        var key = ApiKey.Mint("dev");
        await AdmitAndDieAsync(key);
        var before = await FindAsync(key);

        var deleted = await PlatformRetention.Jobs(_storage.Tables, _storage.Blobs)[1].RunAsync(default);

        Assert.NotNull(before);
        Assert.Equal(1, deleted);
        Assert.Null(await FindAsync(key));
    }

    [Fact]
    public async Task A_row_that_was_written_late_by_somebody_who_died_goes_when_the_key_is_revoked_again()
    {
        var key = ApiKey.Mint("dev");
        await AdmitAndDieAsync(key);

        var revoked = await Store.RevokeAsync("default", "s", "one", default);

        Assert.True(revoked);
        Assert.Null(await FindAsync(key));
    }

    [Fact]
    public async Task An_apply_that_was_overtaken_writes_no_row_over_those_of_the_current_configuration()
    {
        var (first, second) = (ApiKey.Mint("dev"), ApiKey.Mint("dev"));
        await ApplyAsync(_storage.Tables, Subscription + KeyLine("one", first));
        var tables = new InterruptedTables(
            _storage.Tables, whenAdmitting: () => ApplyAsync(_storage.Tables, $"{Subscription}suspended: true\n{KeyLine("two", second)}"), diesAfter: true);

        await Assert.ThrowsAsync<TableStoreException>(() => ApplyAsync(tables, $"{Subscription}scopes: [x]\n{KeyLine("one", first)}"));

        Assert.Null(await FindAsync(first));
        Assert.True((await FindAsync(second))!.Suspended);
        Assert.Equal(["two"], await NamesAsync());
    }

    [Fact]
    public async Task Two_applies_that_work_against_each_other_both_end_with_the_keys_of_the_later()
    {
        var (first, second) = (ApiKey.Mint("dev"), ApiKey.Mint("dev"));
        var sync = new CredentialSync(_storage.Tables);
        await ApplyAsync(_storage.Tables, Subscription + KeyLine("one", first));
        var old = await _storage.Reader.ReadResourcesAsync((await HeadRow.ReadAsync(_storage.Tables, default)).Head, default);
        var overtaken = false;

        await sync.BringInStepAsync(ReadAsync, affected: null, default);

        Assert.Null(await FindAsync(first));
        Assert.NotNull(await FindAsync(second));
        Assert.Equal(["two"], await NamesAsync());

        async ValueTask<IReadOnlyList<Platform.Configuration.Model.SubscriptionConfig>> ReadAsync(ConfigurationHead head, CancellationToken token)
        {
            if (overtaken)
            {
                return (await _storage.Reader.ReadResourcesAsync(head, token)).Subscriptions;
            }

            overtaken = true;
            await ApplyAsync(_storage.Tables, Subscription + KeyLine("two", second));
            return old.Subscriptions;
        }
    }

    private static string KeyLine(string name, string key) => $"keys: [{{ name: {name}, hash: \"sha256:{Convert.ToHexStringLower(PlatformStorage.HashOf(key))}\" }}]";

    private async Task ApplyAsync(ITableStore tables, string text)
    {
        var applied = await new ConfigurationStore(tables, _storage.Blobs, _storage.Clock).ApplyAsync([Draft.Yaml(text)], ApplyMode.Merge, "ann", dryRun: false, default);
        Assert.True(applied.Succeeded, string.Join('\n', applied.Errors));
    }

    // The key was never there, so that nothing of its row tells that it is gone.
    private async Task AdmitAndDieAsync(string key)
    {
        var tables = new InterruptedTables(_storage.Tables, whenAdmitting: () => ApplyAsync(_storage.Tables, Subscription), diesAfter: true);
        await Assert.ThrowsAsync<TableStoreException>(() => ApplyAsync(tables, Subscription + KeyLine("one", key)));
    }

    private Task<Credential?> FindAsync(string key) => Store.FindAsync(PlatformStorage.HashOf(key), default).AsTask();

    private async Task<IEnumerable<string>> NamesAsync() =>
        (await KeyRing.ReadAsync(_storage.Tables, new SubscriptionId("default", "s"), default)).Keys.Where(key => !key.Going).Select(key => key.Name);
}
