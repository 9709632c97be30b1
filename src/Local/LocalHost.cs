using Tollgate.Local.Modules;
using Tollgate.Local.Reporting;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;

namespace Tollgate.Local;

/// <summary>
/// The modules that run: started services first, so that the gateway finds them, and stopped in the opposite order. Services are registered under the name
/// of their process, so several processes may run the same ones on one data folder.
/// </summary>
internal sealed class LocalHost(SharedParts shared, IReadOnlyList<ModuleServer> servers) : IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    // Within it every gateway sees a change of the registry.
    private static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(2);

    private readonly ServiceRegistry _registry = new(shared.Storage.TablesFor(HostAccess.Info));
    private readonly List<ModuleServer> _running = [];

    public IReadOnlyList<RunningService> Services => [.. servers.Select(server => new RunningService(server.Name, server.Url))];

    /// <summary>The jobs of all modules.</summary>
    public IEnumerable<IDailyJob> Jobs => servers.SelectMany(server => server.Jobs);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        shared.Storage.MarkAlive(shared.Host.InstanceId);
        await UnregisterDeadAsync(cancellationToken);

        // All before the first one starts, which may publish at once.
        foreach (var server in servers.Where(server => server.IsService))
        {
            await shared.Events.SubscribeAsync(server.Info, cancellationToken);
        }

        foreach (var server in servers.Reverse())
        {
            await server.StartAsync(cancellationToken);
            _running.Add(server);
            if (server.IsService)
            {
                await _registry.RegisterAsync(new ServiceInstance(server.Name, shared.Host.InstanceId, server.Url), cancellationToken);
            }
        }
    }

    /// <summary>
    /// Takes the services out of the registry and lets requests in flight end, for a while. Services that other processes run as well go on until the
    /// gateways have noticed. A module that fails at that keeps no other from it.
    /// </summary>
    /// <param name="abort">Ends the waiting, also for the gateways.</param>
    public async Task StopAsync(CancellationToken abort)
    {
        using var patience = new CancellationTokenSource(DrainTime, shared.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, abort);
        var left = await LeaveToOthersAsync(either.Token);
        foreach (var server in Enumerable.Reverse(_running))
        {
            try
            {
                await StopAsync(server, isRegistered: server.IsService && !left.Contains(server), either.Token);
            }
            catch (Exception exception)
            {
                shared.Logging.Own.ModuleNotStopped(exception, server.Name);
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

    // What processes left that were killed.
    private async Task UnregisterDeadAsync(CancellationToken cancellationToken)
    {
        foreach (var instance in await _registry.ListAsync(cancellationToken))
        {
            if (IsDead(instance))
            {
                await _registry.UnregisterAsync(instance.Service, instance.Instance, cancellationToken);
                shared.Logging.Own.DeadUnregistered(instance.Service, instance.Instance);
            }
        }
    }

    private bool IsDead(ServiceInstance instance) => ProcessName.IsOf(instance.Instance) && !shared.Storage.IsAlive(instance.Instance);

    // A server that has closed its port has nothing in flight, which would draw calls to it if it were still registered.
    private async Task<List<ModuleServer>> LeaveToOthersAsync(CancellationToken abort)
    {
        List<ModuleServer> left = [];
        try
        {
            var registered = await _registry.ListAsync(CancellationToken.None);
            var elsewhere = registered.Where(one => one.Instance != shared.Host.InstanceId && !IsDead(one)).Select(one => one.Service).ToHashSet();
            foreach (var server in _running.Where(server => server.IsService && elsewhere.Contains(server.Name)))
            {
                await _registry.UnregisterAsync(server.Name, shared.Host.InstanceId, CancellationToken.None);
                left.Add(server);
            }

            if (left.Count > 0)
            {
                await Task.Delay(NoticeTime, shared.Clock, abort);
            }
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // Whoever stops it doesn't want to wait.
        }
        catch (Exception exception)
        {
            shared.Logging.Own.NotLeftToOthers(exception);
        }

        return left;
    }

    private async Task StopAsync(ModuleServer server, bool isRegistered, CancellationToken abort)
    {
        try
        {
            if (isRegistered)
            {
                await _registry.UnregisterAsync(server.Name, shared.Host.InstanceId, CancellationToken.None);
            }
        }
        finally
        {
            await server.StopAsync(abort);
        }
    }
}
