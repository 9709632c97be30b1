using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting.Embedded;
using Tollgate.Local.CommandLine;
using Tollgate.Local.Listening;
using Tollgate.Local.Logs;
using Tollgate.Local.Modules;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Modules;

public sealed class LocalHostTests
{
    [Fact]
    public async Task A_module_that_fails_to_stop_keeps_no_other_from_stopping()
    {
        var clock = new ManualClock();
        await using var storage = EmbeddedStorage.OpenInMemory(clock);
        await using var logging = LocalLogging.Open(new LocalOptions { Memory = true }, TextWriter.Null, clock);
        var tables = storage.TablesFor(HostAccess.Info);
        var shared = new SharedParts(
            storage, new TableEventBus(tables, clock), new HostInfo("local-1", "dev", HostCapabilities.Kestrel), new ConfigurationBuilder().Build(), logging, null, clock);
        var (broken, sound) = (new Work { IsBroken = true }, new Work());
        IReadOnlyList<ModuleServer> servers =
        [
            ModuleServer.Create(new Module("broken", broken), LoopbackPort.Take(0), shared),
            ModuleServer.Create(new Module("sound", sound), LoopbackPort.Take(0), shared),
        ];
        await using var host = new LocalHost(shared, servers);
        await host.StartAsync(CancellationToken.None);

        await host.StopAsync(CancellationToken.None);

        Assert.Equal((1, 1), (broken.Stops, sound.Stops));
    }

    private sealed class Module(string name, Work work) : IHttpApplication
    {
        public ModuleInfo Info { get; } = new(name, [], []);

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<IHostedService>(work);

        public RequestDelegate CreateHandler(IServiceProvider services) => static _ => Task.CompletedTask;
    }

    private sealed class Work : IHostedService
    {
        public bool IsBroken { get; init; }

        public int Stops { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stops++;
            return IsBroken ? throw new InvalidOperationException("It can't be stopped.") : Task.CompletedTask;
        }
    }
}
