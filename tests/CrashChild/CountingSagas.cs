using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;

/// <summary>Sagas of three steps, each of which raises one counter exactly once.</summary>
internal static class CountingSagas
{
    public const string Table = "Counts";

    private static readonly ModuleInfo Module = new(
        "sagas", [TableSagaExtensions.Table, new TableInfo(Table, StorageHome.Own, StorageAccess.Write)], []);

    public static async Task StartAsync(EmbeddedStorage storage, TextWriter output)
    {
        await using var services = await RunAsync(storage);
        var sagas = services.GetRequiredService<ISagaRuntime>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async starter =>
        {
            for (var i = 0; ; i++)
            {
                var key = $"{Environment.ProcessId}-{starter}-{i}";
                await sagas.StartAsync(SagaStart.Of("counting", key, key), CancellationToken.None);
                output.WriteLine($"counting-{key}");
            }
        }));
    }

    public static async Task FinishAsync(EmbeddedStorage storage)
    {
        await using var services = await RunAsync(storage);
        var sagas = services.GetRequiredService<ISagaRuntime>();
        while ((await sagas.ListAsync(new SagaQuery { Status = SagaStatus.Running }, CancellationToken.None)).Instances.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<ServiceProvider> RunAsync(EmbeddedStorage storage)
    {
        var services = new ServiceCollection()
            .AddSingleton(storage.TablesFor(Module))
            .AddSingleton(TimeProvider.System)
            .AddSaga<CountingSaga>()
            .AddSagaStep<CountStep>("count")
            .AddTableSagas(Module, new SagaRunnerOptions { Lease = TimeSpan.FromSeconds(1), Patrol = TimeSpan.FromMilliseconds(200) })
            .BuildServiceProvider();
        await services.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None);
        return services;
    }
}

[Saga("counting")]
internal sealed class CountingSaga : Saga<string, int>
{
    public override async Task<int> RunAsync(ISagaContext saga, string input)
    {
        var total = 0;
        for (var i = 0; i < 3; i++)
        {
            total += await saga.Step<int>("count", input);
        }

        return total;
    }
}

/// <summary>Inserts a row under its key and counts in the same batch how often it was done in effect.</summary>
internal sealed class CountStep(ITableStore tables) : ISagaStep<string, int>
{
    public async ValueTask<int> RunAsync(string input, StepExecution step, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = new TableKey(input, "total");
            var stored = (await tables.ReadAsync(CountingSagas.Table, key, cancellationToken)).Entity;
            var next = new TableEntity(key) { { "N", (stored?.GetInt32("N") ?? 0) + 1 } };
            var result = await tables.WriteBatchAsync(
                CountingSagas.Table,
                [
                    TableWrite.Insert(new TableEntity(input, step.IdempotencyKey)),
                    stored is null ? TableWrite.Insert(next) : TableWrite.Replace(next, stored.ETag),
                ],
                cancellationToken);
            if (result.Succeeded || result.FailedIndex == 0)
            {
                return 1;
            }
        }
    }
}
