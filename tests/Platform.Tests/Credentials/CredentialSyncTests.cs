using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Revisions;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tests.Configuration;

namespace Tollgate.Platform.Tests.Credentials;

/// <summary>Credential rows follow the configuration, and a crash at any point is made good by the next apply.</summary>
public sealed class CredentialSyncTests : IAsyncLifetime
{
    private const string Parties = "consumer: app\n---\nplan: gold\n---\nplan: silver\n---\n";

    private readonly PlatformStorage _storage = PlatformStorage.Open();
    private readonly string _first = ApiKey.Mint("dev");
    private readonly string _second = ApiKey.Mint("dev");

    private CredentialStore Credentials => new(_storage.Tables, _storage.Reader, _storage.Clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Keys_of_documents_are_admitted_and_removed_with_them()
    {
        await ApplyAsync(Subscription($"keys: [{Key("one", _first)}]"));
        var before = await _storage.Reader.ReadHeadAsync(default);
        var admitted = await FindAsync(_first);

        await ApplyAsync(Subscription($"keys: [{Key("two", _second)}]"));
        var after = await _storage.Reader.ReadHeadAsync(default);

        Assert.Equal("one", admitted!.KeyName);
        Assert.Null(await FindAsync(_first));
        Assert.Equal("two", (await FindAsync(_second))!.KeyName);
        Assert.True(after.CredentialSequence > before.CredentialSequence);
    }

    [Fact]
    public async Task A_changed_plan_scope_or_suspension_reaches_every_key()
    {
        await ApplyAsync(Subscription($"keys: [{Key("one", _first)}]"));
        var issued = await Credentials.IssueAsync("default", "s", "issued", "dev", null, default);

        await ApplyAsync(Subscription($"scopes: [x]\nsuspended: true\nkeys: [{Key("one", _first)}]", plan: "silver"));

        foreach (var key in new[] { _first, issued.Key! })
        {
            var credential = await FindAsync(key);
            Assert.Equal(("silver", true), (credential!.Plan, credential.Suspended));
            Assert.Equal(["x"], credential.Scopes);
        }
    }

    [Fact]
    public async Task All_keys_go_with_their_subscription()
    {
        await ApplyAsync(Subscription($"keys: [{Key("one", _first)}]"));
        var issued = await Credentials.IssueAsync("default", "s", "issued", "dev", null, default);

        await ApplyAsync("consumer: app", ApplyMode.Replace);

        Assert.Null(await FindAsync(_first));
        Assert.Null(await FindAsync(issued.Key!));
    }

    [Fact]
    public async Task When_the_stored_documents_are_lost_a_replace_starts_over_and_no_old_key_survives()
    {
        await ApplyAsync(Subscription($"keys: [{Key("one", _first)}]"));
        var head = await HeadRow.ReadAsync(_storage.Tables, default);
        await _storage.Blobs.DeleteAsync(PlatformTables.ConfigurationContainer, RevisionNames.DocumentsBlob(head.Head.Revision, head.ApplyId!), default);
        await Assert.ThrowsAsync<InvalidDataException>(() => ApplyAsync("consumer: other"));

        await ApplyAsync("consumer: app", ApplyMode.Replace);

        Assert.Null(await FindAsync(_first));
        Assert.True((await HeadRow.ReadAsync(_storage.Tables, default)).CredentialsInStep);
    }

    [Fact]
    public async Task Issued_keys_and_documents_share_the_limit_the_names_and_the_hashes()
    {
        await ApplyAsync(Subscription(""));
        var issued = await Credentials.IssueAsync("default", "s", "one", "dev", null, default);

        var result = await _storage.Store.ApplyAsync(
            [Draft.Yaml(Subscription($"keys: [{Key("one", _first)}, {Key("two", _second)}]") + $"\n---\nsubscription: other\nconsumer: app\nplan: gold\nkeys: [{Key("a", issued.Key!)}]")],
            ApplyMode.Merge, "ann", dryRun: false, default);

        Assert.Equal(
            [
                "/keys: a subscription has at most two live keys, and 'one' was issued for it; revoke one, or remove one here",
                "/keys/0/name: a key 'one' was issued for this subscription; give this one another name",
                "/keys/0/hash: this key was issued for another subscription; make another key",
            ],
            result.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
    }

    [Fact]
    public async Task A_crash_before_the_commit_leaves_revoked_keys_refused_and_the_next_apply_restores_what_is_in_force()
    {
        var applied = Subscription($"keys: [{Key("one", _first)}]");
        await ApplyAsync(applied);
        await HeadRow.UpdateAsync(_storage.Tables, head => head with { CredentialsInStep = false }, default);
        await new CredentialSync(_storage.Tables).RestrictAsync(new SubscriptionId("default", "s"), next: null, default);

        var whileDead = await FindAsync(_first);
        var again = await _storage.Store.ApplyAsync([Draft.Yaml(applied)], ApplyMode.Merge, "ann", dryRun: false, default);

        Assert.Null(whileDead);
        Assert.Equal(ApplyOutcome.Unchanged, again.Outcome);
        Assert.NotNull(await FindAsync(_first));
    }

    [Fact]
    public async Task A_crash_after_the_commit_loses_no_new_key()
    {
        await ApplyAsync(Subscription($"keys: [{Key("one", _first)}]"));
        var next = Subscription($"keys: [{Key("two", _second)}]");
        await CommitWithoutCredentialsAsync(next);

        var whileDead = await FindAsync(_first);
        await _storage.Store.ApplyAsync([Draft.Yaml("consumer: unrelated")], ApplyMode.Merge, "ann", dryRun: false, default);

        Assert.Null(whileDead);
        Assert.Null(await FindAsync(_first));
        Assert.NotNull(await FindAsync(_second));
        Assert.True((await HeadRow.ReadAsync(_storage.Tables, default)).CredentialsInStep);
    }

    private static string Subscription(string more, string plan = "gold") => $"{Parties}subscription: s\nconsumer: app\nplan: {plan}\n{more}";

    private static string Key(string name, string key) => $"{{ name: {name}, hash: \"sha256:{Convert.ToHexStringLower(PlatformStorage.HashOf(key))}\" }}";

    private ValueTask<Credential?> FindAsync(string key) => Credentials.FindAsync(PlatformStorage.HashOf(key), default);

    private async Task ApplyAsync(string text, ApplyMode mode = ApplyMode.Merge) =>
        Assert.Equal(ApplyOutcome.Applied, (await _storage.Store.ApplyAsync([Draft.Yaml(text)], mode, "ann", dryRun: false, default)).Outcome);

    // What an apply does up to the moment after its commit.
    private async Task CommitWithoutCredentialsAsync(string text)
    {
        var head = await HeadRow.ReadAsync(_storage.Tables, default);
        var stored = await StoredDocuments.ReadAsync(_storage.Blobs, head.Head.Revision, head.ApplyId, [], default);
        var draft = ConfigurationDraft.Of(head, stored, ResourceReader.Read([Draft.Yaml(text)], []), ApplyMode.Merge);
        var writer = new RevisionWriter(_storage.Tables, _storage.Blobs, _storage.Clock);
        var id = await writer.PrepareAsync(draft, "ann", default);
        await HeadRow.UpdateAsync(_storage.Tables, row => row with { CredentialsInStep = false }, default);
        foreach (var (subscription, next) in draft.Subscriptions)
        {
            await new CredentialSync(_storage.Tables).RestrictAsync(subscription, next, default);
        }

        Assert.True(await writer.CommitAsync(draft, id, "ann", default));
    }
}
