using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tests.Configuration;

namespace Tollgate.Platform.Tests.Credentials;

public sealed class CredentialStoreTests : IAsyncLifetime
{
    private readonly PlatformStorage _storage = PlatformStorage.Open();

    private CredentialStore Store => new(_storage.Tables, _storage.Reader, _storage.Clock);

    public async Task InitializeAsync()
    {
        const string text = "consumer: app\n---\nplan: gold\n---\nsubscription: s\nconsumer: app\nplan: gold\nscopes: [a.read, a.write]";
        var applied = await _storage.Store.ApplyAsync([Draft.Yaml(text)], ApplyMode.Merge, "test", dryRun: false, default);
        Assert.True(applied.Succeeded);
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task An_issued_key_is_found_by_its_hash_with_all_that_a_request_needs()
    {
        var expires = _storage.Clock.GetUtcNow().AddDays(1);

        var issued = await IssueAsync("primary", expires);
        var found = await Store.FindAsync(PlatformStorage.HashOf(issued.Key!), default);

        Assert.True(ApiKey.HasValidForm(issued.Key));
        Assert.Equal(("primary", "s", "default", "app", "gold", expires, false), (found!.KeyName, found.Subscription, found.Tenant, found.Consumer, found.Plan, found.ExpiresAt, found.Suspended));
        Assert.Equal(["a.read", "a.write"], found.Scopes);
    }

    [Fact]
    public async Task An_unknown_key_is_not_found() => Assert.Null(await Store.FindAsync(PlatformStorage.HashOf(ApiKey.Mint("dev")), default));

    [Fact]
    public async Task The_key_itself_is_stored_nowhere()
    {
        var issued = await IssueAsync("primary");

        await foreach (var row in Platform.Tables.TableStoreExtensions.QueryAllAsync(_storage.Tables, PlatformTables.Credentials, Platform.Tables.TableQuery.Partitions(null, null), default))
        {
            Assert.DoesNotContain(row, property => property.Value is string text && text.Contains(issued.Key!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_revoked_key_is_gone_and_both_changes_move_the_sequence()
    {
        var before = await _storage.Reader.ReadHeadAsync(default);

        var issued = await IssueAsync("primary");
        var afterIssue = await _storage.Reader.ReadHeadAsync(default);
        var revoked = await Store.RevokeAsync("default", "s", "primary", default);
        var afterRevoke = await _storage.Reader.ReadHeadAsync(default);

        Assert.True(revoked);
        Assert.Null(await Store.FindAsync(PlatformStorage.HashOf(issued.Key!), default));
        Assert.False(await Store.RevokeAsync("default", "s", "primary", default));
        Assert.Equal(before.CredentialSequence + 1, afterIssue.CredentialSequence);
        Assert.Equal(before.CredentialSequence + 2, afterRevoke.CredentialSequence);
    }

    [Fact]
    public async Task Two_live_keys_are_the_most_and_an_expired_one_does_not_count()
    {
        await IssueAsync("first", _storage.Clock.GetUtcNow().AddMinutes(1));
        await IssueAsync("second");

        var third = await IssueAsync("third");
        _storage.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await IssueAsync("third");

        Assert.Equal((null, IssueError.TooManyKeys), (third.Key, third.Error));
        Assert.Equal(IssueError.None, later.Error);
    }

    [Fact]
    public async Task Keys_issued_at_once_stay_within_the_limit()
    {
        var issued = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => IssueAsync($"k{i}")));

        Assert.Equal(2, issued.Count(result => result.Error is IssueError.None));
        Assert.Equal(4, issued.Count(result => result.Error is IssueError.TooManyKeys));
    }

    [Fact]
    public async Task A_name_names_one_key()
    {
        await IssueAsync("primary");

        Assert.Equal(IssueError.NameTaken, (await IssueAsync("primary")).Error);
    }

    [Fact]
    public async Task Only_subscriptions_have_keys() => Assert.Equal(
        IssueError.SubscriptionNotFound, (await Store.IssueAsync("default", "nobody", "primary", "dev", null, default)).Error);

    private Task<IssueResult> IssueAsync(string name, DateTimeOffset? expires = null) =>
        Store.IssueAsync("default", "s", name, "dev", expires, default).AsTask();
}
