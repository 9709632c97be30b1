using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Sagas;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>A process with sagas on a table; several may share a table.</summary>
internal sealed class TableSagaHost : SagaHost
{
    private readonly ServiceProvider _services;
    private readonly SagaRunner _runner;

    private TableSagaHost(ServiceProvider services) =>
        (_services, _runner, Sagas) = (services, services.GetRequiredService<SagaRunner>(), services.GetRequiredService<ISagaRuntime>());

    public static ModuleInfo Module { get; } = new("test", [TableSagaExtensions.Table], []);

    public override ISagaRuntime Sagas { get; }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public static async Task<TableSagaHost> StartAsync(ITableStore tables, ManualClock clock, SagaService service, SagaRunnerOptions options)
    {
        var services = new ServiceCollection().AddSingleton(tables).AddSingleton<TimeProvider>(clock);
        service.Register(services);
        services.AddTableSagas(Module, options);
        var host = new TableSagaHost(services.BuildServiceProvider());
        await host._runner.StartAsync(CancellationToken.None);
        return host;
    }

    public override Task SettleAsync() => _runner.WhenQuietAsync();

    public override Task StopAsync() => _runner.StopAsync(CancellationToken.None);

    /// <summary>Ends as a deployment does that has no time left: running steps are given up.</summary>
    public Task StopAtOnceAsync() => _runner.StopAsync(new CancellationToken(canceled: true));

    public override Task KillAsync() => _runner.DisposeAsync().AsTask();

    public override async Task<long> RunDailyJobsAsync()
    {
        var deleted = 0L;
        foreach (var job in _services.GetServices<IDailyJob>())
        {
            deleted += await job.RunAsync(CancellationToken.None);
        }

        return deleted;
    }
}
