using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Contracts.Services;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Inventory.Reservations;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Inventory.Tests;

/// <summary>The inventory, and what its tests do to it.</summary>
internal static class InventoryHost
{
    /// <summary>Starts the inventory without a sweep of its own: tests sweep when they want it.</summary>
    public static Task<ServiceHost> StartAsync(bool seed = false, EmbeddedStorage? shared = null, Action<IServiceCollection>? configure = null) =>
        ServiceHost.StartAsync(new InventoryModule(), shared, clock: null, WithoutSweeps + configure, seed);

    /// <summary>On the machine's clock, for those who have to wait for each other.</summary>
    public static Task<ServiceHost> StartOnRealTimeAsync(EmbeddedStorage shared) => ServiceHost.StartAsync(
        new InventoryModule(), shared, new ManualClock(TimeProvider.System.GetUtcNow()), services =>
        {
            WithoutSweeps(services);
            services.AddSingleton(TimeProvider.System);
        });

    /// <summary>As a process that a test lets die.</summary>
    public static async Task<(ServiceHost Host, CrashingTables Tables)> StartMortalAsync()
    {
        CrashingTables? mortal = null;
        var host = await ServiceHost.StartAsync(new InventoryModule(), configure: services =>
        {
            WithoutSweeps(services);
            var tables = (ITableStore)services.Last(service => service.ServiceType == typeof(ITableStore)).ImplementationInstance!;
            services.AddSingleton<ITableStore>(mortal = new CrashingTables(tables));
        });
        return (host, mortal!);
    }

    public static async Task<int> SweepAsync(this ServiceHost host) =>
        await host.Services.GetRequiredService<ReservationAgenda>().RunAsync(CancellationToken.None);

    public static async Task<long> RunJobAsync(this ServiceHost host, string name) =>
        await host.Services.GetServices<IDailyJob>().Single(job => job.Name == name).RunAsync(CancellationToken.None);

    /// <summary>A client with an assertion of another service.</summary>
    public static async Task<HttpClient> ClientOfAsync(this ServiceHost host, string issuer, params IReadOnlyList<string> scopes)
    {
        var trust = host.Storage.TablesFor(new ModuleInfo(issuer, [TrustTable.Info(issuer, StorageAccess.Write)], []));
        var assertion = await new AssertionIssuer(issuer, trust, host.Clock).IssueAsync(new AssertionSubject("acme", "default", scopes), "inventory", CancellationToken.None);
        var client = host.AnonymousClient();
        client.DefaultRequestHeaders.Add(TollgateHeaders.Assertion, assertion);
        return client;
    }

    private static void WithoutSweeps(IServiceCollection services)
    {
        foreach (var loop in services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Name.StartsWith("SweepLoop", StringComparison.Ordinal) is true).ToList())
        {
            services.Remove(loop);
        }
    }
}
