using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>A service on a bus of its own, as a process of its own has it.</summary>
internal sealed class QueueService : RunningService
{
    private readonly ServiceProvider _services;
    private readonly IReadOnlyList<IHostedService> _hosted;
    private bool _isStopped;

    private QueueService(ServiceProvider services)
    {
        _services = services;
        _hosted = [.. services.GetServices<IHostedService>()];
        DeadLetters = services.GetRequiredService<IDeadLetters>();
    }

    public override IDeadLetters DeadLetters { get; }

    public static async Task<QueueService> StartAsync(
        ModuleInfo module, EventScript script, TableEventBus bus, TimeProvider clock, EventDeliveryOptions options, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock).AddSingleton(script);
        services.AddEventHandler<ScriptedHandler>(module.Subscriptions);
        configure?.Invoke(services);
        services.AddTableEvents(bus, module, options);
        var service = new QueueService(services.BuildServiceProvider());
        foreach (var hosted in service._hosted)
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        return service;
    }

    public override Task StopAsync() => StopAsync(new CancellationToken(canceled: true));

    /// <summary>Ends it as a host does that has time: handlers under way end, no further try begins.</summary>
    public Task DrainAsync() => StopAsync(CancellationToken.None);

    /// <summary>Runs the jobs of the day.</summary>
    /// <returns>What each deleted, by its name.</returns>
    public async Task<Dictionary<string, long>> RunDailyJobsAsync()
    {
        Dictionary<string, long> deleted = [];
        foreach (var job in _services.GetServices<IDailyJob>())
        {
            deleted.Add(job.Name, await job.RunAsync(CancellationToken.None));
        }

        return deleted;
    }

    private async Task StopAsync(CancellationToken hurry)
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        foreach (var hosted in _hosted)
        {
            await hosted.StopAsync(hurry);
        }

        await _services.DisposeAsync();
    }

    /// <summary>The tables of a module that only publishes and delivers.</summary>
    public static ITableStore TablesOf(EmbeddedStorage storage) => storage.TablesFor(new ModuleInfo("test", [TableEventBus.Table], []));
}
