using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;
using Tollgate.Platform;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Functional.Pipeline;

/// <summary>Whoever changes the registry may die at any moment: gateways see what it says all the same.</summary>
public sealed class RegistryTests
{
    private static readonly ModuleInfo Registrar = new(
        "registrar", [PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write), PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write)], []);

    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_removal_that_dies_leaves_the_gateway_with_what_the_registry_says(int writes)
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("here"));
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /one\nupstream: shop\naccess: anonymous", _clock);
        await gateway.Registry.RegisterAsync(new ServiceInstance("shop", "1", upstream.Url), CancellationToken.None);
        var before = await LookAsync(gateway);

        var dying = new MortalTables(gateway.Storage.TablesFor(Registrar), writes, () => LookAsync(gateway));
        await Record.ExceptionAsync(() => new ServiceRegistry(dying).UnregisterAsync("shop", "1", CancellationToken.None).AsTask());

        var isThere = await gateway.Registry.ListAsync(CancellationToken.None) is [_];
        Assert.Equal(HttpStatusCode.OK, before);
        Assert.Equal(isThere ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, await LookAsync(gateway));
    }

    private async Task<HttpStatusCode> LookAsync(GatewayHost gateway)
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var response = await gateway.GetAsync("/one/x");
        return response.StatusCode;
    }

    /// <summary>The store as a process sees it that ends after some writes; the gateway looks between them.</summary>
    private sealed class MortalTables(ITableStore inner, int writes, Func<Task> between) : ITableStore
    {
        private int _written;

        public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => inner.ReadAsync(table, key, cancellationToken);

        public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => inner.QueryAsync(table, query, cancellationToken);

        public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
        {
            await between();
            return _written++ < writes ? await inner.WriteAsync(table, write, cancellationToken) : throw new TableStoreException(TableFault.Unavailable, "the process ends here");
        }

        public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
