using Tollgate.Local.Modules;
using Tollgate.Local.Reporting;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;

namespace Tollgate.Local;

/// <summary>The modules that run: started services first, so that the gateway finds them, and stopped in the opposite order.</summary>
internal sealed class LocalHost(ServiceRegistry registry, TableEventBus events, IReadOnlyList<ModuleServer> servers, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    // The name that services are registered under does not change between runs, so a run that was killed leaves nothing behind.
    private const string RegisteredInstance = "local";

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    private readonly List<ModuleServer> _running = [];

    public IReadOnlyList<RunningService> Services => [.. servers.Select(server => new RunningService(server.Name, server.Url))];

    /// <summary>The jobs of all modules.</summary>
    public IEnumerable<IDailyJob> Jobs => servers.SelectMany(server => server.Jobs);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // All before the first one starts, which may publish at once.
        foreach (var server in servers.Where(server => server.IsService))
        {
            await events.SubscribeAsync(server.Info, cancellationToken);
        }

        foreach (var server in servers.Reverse())
        {
            await server.StartAsync(cancellationToken);
            _running.Add(server);
            if (server.IsService)
            {
                await registry.RegisterAsync(new ServiceInstance(server.Name, RegisteredInstance, server.Url), cancellationToken);
            }
        }
    }

    /// <summary>Lets requests in flight end, for a while, and takes the services out of the registry. A module that fails at that keeps no other from it.</summary>
    public async Task StopAsync(CancellationToken abort)
    {
        using var patience = new CancellationTokenSource(DrainTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, abort);
        foreach (var server in Enumerable.Reverse(_running))
        {
            try
            {
                await StopAsync(server, either.Token);
            }
            catch (Exception exception)
            {
                logger.ModuleNotStopped(exception, server.Name);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task StopAsync(ModuleServer server, CancellationToken abort)
    {
        try
        {
            await server.StopAsync(abort);
        }
        finally
        {
            if (server.IsService)
            {
                await registry.UnregisterAsync(server.Name, RegisteredInstance, CancellationToken.None);
            }
        }
    }
}
