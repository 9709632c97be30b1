using System.Text;
using Microsoft.Extensions.Configuration;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Secrets;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Setup.Tests;

public sealed class SetupRunTests : IAsyncDisposable
{
    private const string Resources = """
        upstream: shop
        urls: [https://shop.example.com]
        ---
        api: shop
        version: v1
        path: /shop/v1
        upstream: shop
        access: { keys: true }
        ---
        plan: demo
        apis: [shop]
        ---
        consumer: demo
        ---
        subscription: demo
        consumer: demo
        plan: demo
        """;

    private readonly ManualClock _clock = new();
    private readonly StringWriter _messages = new();
    private readonly EmbeddedStorage _storage;

    public SetupRunTests() => _storage = EmbeddedStorage.OpenInMemory(_clock);

    private ITableStore Tables => _storage.TablesFor(SetupRun.Access);

    private ConfigurationReader Reader => new(Tables, _storage.BlobsFor(SetupRun.Access));

    public ValueTask DisposeAsync()
    {
        _messages.Dispose();
        return _storage.DisposeAsync();
    }

    [Fact]
    public async Task A_deployment_is_registered_served_and_has_a_first_key()
    {
        var done = await RunAsync(Plan(Resources, "catalog", "orders"));

        Assert.True(done, _messages.ToString());
        Assert.Equal(["catalog https://catalog.example.com/", "orders https://orders.example.com/"], await RegisteredAsync());
        Assert.Equal(1, (await Reader.ReadHeadAsync(CancellationToken.None)).Revision);
        Assert.Equal("demo", (await FindAsync(await KeyAsync()))!.Subscription);
    }

    [Fact]
    public async Task Keys_are_kept_in_the_vault_and_shown_nowhere()
    {
        await RunAsync(Plan(Resources));

        Assert.DoesNotContain((await KeyAsync())!, _messages.ToString(), StringComparison.Ordinal);
        Assert.Contains("az keyvault secret show --vault-name kv --name first-key-default--demo", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        await RunAsync(Plan(Resources, "catalog"));
        var (key, head) = (await KeyAsync(), await Reader.ReadHeadAsync(CancellationToken.None));

        await RunAsync(Plan(Resources, "catalog"));

        Assert.Equal(key, await KeyAsync());
        Assert.Equal(head, await Reader.ReadHeadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_others_configured_stays()
    {
        await RunAsync(Plan(Resources));

        await RunAsync(Plan("consumer: other\n"));

        var resources = await Reader.ReadResourcesAsync(await Reader.ReadHeadAsync(CancellationToken.None), CancellationToken.None);
        Assert.Equal(["demo", "other"], resources.Consumers.Select(consumer => consumer.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_service_that_is_not_deployed_any_more_leaves_the_registry_and_others_stay()
    {
        await new ServiceRegistry(Tables).RegisterAsync(new ServiceInstance("orders", "by-hand", new Uri("https://elsewhere.example.com")), CancellationToken.None);
        await RunAsync(Plan(Resources, "catalog", "orders"));

        await RunAsync(Plan(Resources, "catalog"));

        Assert.Equal(["catalog https://catalog.example.com/", "orders https://elsewhere.example.com/"], await RegisteredAsync());
    }

    [Fact]
    public async Task What_an_apply_left_behind_that_died_days_ago_is_deleted()
    {
        await RunAsync(Plan(Resources));
        var (blobs, before) = (_storage.BlobsFor(SetupRun.Access), await BlobsAsync());
        using var content = new MemoryStream("[]"u8.ToArray());
        await blobs.WriteAsync(PlatformTables.ConfigurationContainer, "0000000002-0123456789abcdef.documents.json", content, "application/json", default, CancellationToken.None);
        _clock.Advance(TimeSpan.FromDays(3));

        var done = await RunAsync(Plan(Resources));

        Assert.True(done, _messages.ToString());
        Assert.Equal(before, await BlobsAsync());
    }

    [Fact]
    public async Task A_deployment_is_done_although_what_is_old_could_not_be_deleted()
    {
        var run = new SetupRun(new DenyingTables(Tables, times: 0) { DeniesScans = true }, _storage.BlobsFor(SetupRun.Access), _storage.Secrets, _clock, _messages);

        var done = await run.RunAsync(Plan(Resources), CancellationToken.None);

        Assert.True(done);
        Assert.Contains("could not all be deleted (api-keys): Not yours.", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_told_and_what_was_served_stays()
    {
        await RunAsync(Plan(Resources));

        var done = await RunAsync(Plan("api: broken\nupstrem: nowhere\n"));

        Assert.False(done);
        Assert.Contains("resources.yaml:2:1", _messages.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, (await Reader.ReadHeadAsync(CancellationToken.None)).Revision);
    }

    [Fact]
    public async Task A_key_whose_text_was_lost_is_replaced()
    {
        await RunAsync(Plan(Resources));
        var lost = await KeyAsync();
        await _storage.Secrets.DeleteAsync("first-key-default--demo", CancellationToken.None);

        await RunAsync(Plan(Resources));

        Assert.Null(await FindAsync(lost));
        Assert.NotNull(await FindAsync(await KeyAsync()));
    }

    [Fact]
    public async Task A_vault_that_refuses_is_told_with_what_to_do()
    {
        var done = await new SetupRun(Tables, _storage.BlobsFor(SetupRun.Access), new ClosedVault(), _clock, _messages).RunAsync(Plan(Resources), CancellationToken.None);

        Assert.False(done);
        Assert.Contains("The vault is closed.", _messages.ToString(), StringComparison.Ordinal);
        Assert.Contains("azd hooks run postdeploy", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_that_do_not_hold_yet_are_waited_for()
    {
        var run = new SetupRun(new DenyingTables(Tables, times: 3), _storage.BlobsFor(SetupRun.Access), _storage.Secrets, _clock, _messages)
            .RunAsync(Plan(Resources, "catalog"), CancellationToken.None);
        while (!run.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        Assert.True(await run, _messages.ToString());
        Assert.Single(_messages.ToString().Split("roles that were just assigned")[1..]);
    }

    [Fact]
    public async Task A_role_that_is_missing_is_told_after_five_minutes()
    {
        var run = new SetupRun(new DenyingTables(Tables, times: int.MaxValue), _storage.BlobsFor(SetupRun.Access), _storage.Secrets, _clock, _messages)
            .RunAsync(Plan(Resources, "catalog"), CancellationToken.None);
        while (!run.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        Assert.False(await run);
        Assert.Contains("Not yours.", _messages.ToString(), StringComparison.Ordinal);
    }

    private static SetupPlan Plan(string resources, params string[] services) => new(
        new ConfigurationBuilder().Build(),
        "kv",
        services.ToDictionary(service => service, service => new Uri($"https://{service}.example.com"), StringComparer.Ordinal),
        [new ConfigurationFile("resources.yaml", Encoding.UTF8.GetBytes(resources))]);

    private Task<bool> RunAsync(SetupPlan plan) =>
        new SetupRun(Tables, _storage.BlobsFor(SetupRun.Access), _storage.Secrets, _clock, _messages).RunAsync(plan, CancellationToken.None);

    private async Task<IEnumerable<string>> RegisteredAsync() =>
        (await new ServiceRegistry(Tables).ListAsync(CancellationToken.None)).Select(instance => $"{instance.Service} {instance.Address}");

    private async Task<List<string>> BlobsAsync()
    {
        List<string> names = [];
        await foreach (var blob in _storage.BlobsFor(SetupRun.Access).ListAsync(PlatformTables.ConfigurationContainer, "", CancellationToken.None))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    private async Task<string?> KeyAsync() => (await _storage.Secrets.GetAsync("first-key-default--demo", null, CancellationToken.None))?.Value;

    private async Task<Credential?> FindAsync(string? key)
    {
        var hash = new byte[ApiKey.HashLength];
        ApiKey.Hash(key, hash);
        return await new CredentialStore(Tables, Reader, _clock).FindAsync(hash, CancellationToken.None);
    }

    private sealed class DenyingTables(ITableStore inner, int times) : ITableStore
    {
        private int _left = times;

        public bool DeniesScans { get; init; }

        public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => Allowed().ReadAsync(table, key, cancellationToken);

        public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) =>
            DeniesScans && table == PlatformTables.Credentials ? throw new TableStoreException(TableFault.Denied, "Not yours.") : Allowed().QueryAsync(table, query, cancellationToken);

        public ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken) => Allowed().WriteAsync(table, write, cancellationToken);

        public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
            Allowed().WriteBatchAsync(table, writes, cancellationToken);

        private ITableStore Allowed() => _left-- <= 0 ? inner : throw new TableStoreException(TableFault.Denied, "Not yours.");
    }

    private sealed class ClosedVault : ISecretStore
    {
        public ValueTask<Secret?> GetAsync(string name, string? version, CancellationToken cancellationToken) => throw new SecretStoreException("The vault is closed.");

        public ValueTask<Secret> SetAsync(string name, string value, CancellationToken cancellationToken) => throw new SecretStoreException("The vault is closed.");

        public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => throw new SecretStoreException("The vault is closed.");
    }
}
