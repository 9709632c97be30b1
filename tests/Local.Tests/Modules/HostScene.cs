using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Hosting.Embedded;
using Tollgate.Local.CommandLine;
using Tollgate.Local.Listening;
using Tollgate.Local.Logs;
using Tollgate.Local.Modules;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Modules;

/// <summary>Hosts of one service, <c>thing</c>, on one data folder, as if each ran in its own process.</summary>
internal sealed class HostScene : IAsyncDisposable
{
    // Longer than any machine needs: what never comes fails its test instead of holding up all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStorage _storage;
    private readonly LocalLogging _logging;
    private readonly List<LocalHost> _hosts = [];

    public HostScene()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, Clock);
        _logging = LocalLogging.Open(new LocalOptions { Memory = true }, Messages, Clock);
        Registry = new ServiceRegistry(_storage.TablesFor(HostAccess.Info));
    }

    public ManualClock Clock { get; } = new();

    public StringWriter Messages { get; } = new();

    public ServiceRegistry Registry { get; }

    /// <summary>Completes once the request to <c>/held</c> is there.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the request to <c>/held</c> waits for.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<LocalHost> StartAsync(string instance)
    {
        var events = new TableEventBus(_storage.TablesFor(HostAccess.Info), Clock);
        var shared = new SharedParts(
            _storage, events, new HostInfo(instance, "dev", HostCapabilities.Kestrel), new ConfigurationBuilder().Build(), _logging, null, Clock);
        var host = new LocalHost(shared, [ModuleServer.Create(new Thing(this), LoopbackPort.Take(0), shared)]);
        _hosts.Add(host);
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    public async Task<IEnumerable<string>> RegisteredAsync() =>
        (await Registry.ListAsync("thing", CancellationToken.None)).Select(instance => instance.Instance);

    /// <summary>Completes once an instance is not registered any more.</summary>
    public async Task UnregisteredAsync(string instance)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while ((await RegisteredAsync()).Contains(instance))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock, a second at a time, until something that waits for it is done.</summary>
    public async Task PassTimeUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await done;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _logging.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Thing(HostScene scene) : IEndpointModule
    {
        public ModuleInfo Info { get; } = new("thing", [], []);

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
        }

        public void MapEndpoints(IEndpointRouteBuilder endpoints)
        {
            endpoints.MapGet("/quick", () => "answered");
            endpoints.MapGet("/held", async () =>
            {
                scene.Reached.SetResult();
                await scene.LetGo.Task;
                return "answered";
            });
        }
    }
}
