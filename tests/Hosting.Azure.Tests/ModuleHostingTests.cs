using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Hosting.Azure.Tests.Dispatching;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Secrets;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tests;

public sealed class ModuleHostingTests
{
    // Nobody listens there: nothing is exported before an app has started.
    private static readonly KeyValuePair<string, string?> Collector = new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");

    [Fact]
    public void A_module_gets_its_ports_the_host_and_a_dispatcher()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Configuration.AddInMemoryCollection([new("KeyVault:vaultUri", "https://v.example"), new("Edge:MaxRequestBodyBytes", "1000"), Collector]);
        builder.AddModule(new EndpointModule(_ => { }));
        using IHost host = builder.Build();

        Assert.NotNull(host.Services.GetRequiredService<FunctionsDispatcher>());
        Assert.NotNull(host.Services.GetRequiredService<ITableStore>());
        Assert.NotNull(host.Services.GetRequiredService<ISecretStore>());
        Assert.Equal(1000, host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
        var info = host.Services.GetRequiredService<HostInfo>();
        Assert.Equal((HostCapabilities.Functions, "live"), (info.Capabilities, info.Environment));
    }

    [Fact]
    public void A_module_that_asks_for_secrets_without_a_vault_is_told_the_setting()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([Collector]);
        builder.AddModule(new EndpointModule(_ => { }));
        using var host = builder.Build();

        var exception = Assert.Throws<AzureSettingsException>(() => host.Services.GetRequiredService<ISecretStore>());

        Assert.Contains("'KeyVault__vaultUri'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_cannot_be_built_stops_the_app_at_start_and_not_its_first_request()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([Collector]);
        builder.AddModule(new SilentModule());
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());

        Assert.Contains("'silent'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_looked_for_in_the_account_of_its_home()
    {
        var module = new ModuleInfo(
            "sample",
            [new TableInfo("Rows", StorageHome.Own, StorageAccess.Write), new TableInfo("Shared", StorageHome.Platform, StorageAccess.Read)],
            [new ContainerInfo("things", StorageHome.Platform, StorageAccess.Read)]);
        var own = new NamedAccount();
        var platform = new NamedAccount();
        Func<StorageHome, StorageAccount> accounts = home => (home is StorageHome.Own ? own : platform).Account;

        AzureStorage.TablesOf(module, accounts);
        AzureStorage.BlobsOf(module, accounts);

        Assert.Equal(["Rows"], own.Asked);
        Assert.Equal(["Shared", "things"], platform.Asked);
    }

    private sealed class NamedAccount
    {
        public NamedAccount() => Account = new StorageAccount(new TableService(Asked), new BlobService(Asked), TimeProvider.System);

        public List<string> Asked { get; } = [];

        public StorageAccount Account { get; }
    }

    private sealed class TableService(List<string> asked) : global::Azure.Data.Tables.TableServiceClient
    {
        public override global::Azure.Data.Tables.TableClient GetTableClient(string tableName)
        {
            asked.Add(tableName);
            return new Tables.ScriptedTable();
        }
    }

    private sealed class BlobService(List<string> asked) : global::Azure.Storage.Blobs.BlobServiceClient
    {
        public override global::Azure.Storage.Blobs.BlobContainerClient GetBlobContainerClient(string blobContainerName)
        {
            asked.Add(blobContainerName);
            return null!;
        }
    }
}
