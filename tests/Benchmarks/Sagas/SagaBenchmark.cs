using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Testing;

namespace Tollgate.Benchmarks.Sagas;

/// <summary>Measures sagas of five steps on the embedded tables, durable at every step, many at the same time.</summary>
internal static class SagaBenchmark
{
    private const int Count = 2_000;
    private const int AtOnce = 300;
    private const int Target = 200;

    private static readonly ModuleInfo Module = new("bench", [TableSagaExtensions.Table], []);

    public static async Task<int> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var storage = EmbeddedStorage.Open(folder.Path, TimeProvider.System);
        var ends = new Ends();
        var services = new ServiceCollection().AddSingleton(storage.TablesFor(Module)).AddSingleton(TimeProvider.System).AddSingleton(ends);
        services.AddSaga<FiveSteps>().AddSagaStep<Step>("step").AddTableSagas(Module);
        await using var provider = services.BuildServiceProvider();
        var runner = provider.GetServices<IHostedService>().Single();
        await runner.StartAsync(CancellationToken.None);
        var sagas = provider.GetRequiredService<ISagaRuntime>();
        foreach (var pass in new[] { "warm-up", "measured" })
        {
            var start = Stopwatch.GetTimestamp();
            await RunAsync(sagas, ends, pass);
            var rate = Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine($"{pass,-10} five-step sagas/s, {AtOnce} at once {rate,8:n0}   target {Target}: {(rate >= Target ? "met" : "MISSED")}");
        }

        await runner.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task RunAsync(ISagaRuntime sagas, Ends ends, string pass)
    {
        using var slots = new SemaphoreSlim(AtOnce);
        ends.Slots = slots;
        for (var i = 0; i < Count; i++)
        {
            await slots.WaitAsync();
            _ = sagas.StartAsync(SagaStart.Of("five-steps", $"{pass}-{i}", i), CancellationToken.None).AsTask();
        }

        for (var i = 0; i < AtOnce; i++)
        {
            await slots.WaitAsync();
        }
    }

    [Saga("five-steps")]
    private sealed class FiveSteps : Saga<int, int>
    {
        public override async Task<int> RunAsync(ISagaContext saga, int input)
        {
            var sum = 0;
            for (var i = 1; i <= 5; i++)
            {
                sum += await saga.Step<int>("step", i).CompensateWith("step", -i);
            }

            return sum;
        }
    }

    private sealed class Ends
    {
        public SemaphoreSlim? Slots { get; set; }
    }

    // The fifth step stands for the end: what comes after it is one more write.
    private sealed class Step(Ends ends) : ISagaStep<int, int>
    {
        public ValueTask<int> RunAsync(int input, StepExecution step, CancellationToken cancellationToken)
        {
            if (input == 5)
            {
                ends.Slots!.Release();
            }

            return ValueTask.FromResult(input);
        }
    }
}
