using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Sagas;

public sealed class StepRunnerTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_step_that_throws_when_its_time_is_up_has_failed_like_any_other()
    {
        await using var services = Services();
        var step = new StepTry("script-1", "work", "script-1-work-1", 1, false, TimeSpan.FromMinutes(1), JsonSerializer.SerializeToElement(1));
        var running = services.GetRequiredService<StepRunner>().RunAsync(step, default(ActivityContext), CancellationToken.None);

        _clock.Advance(TimeSpan.FromMinutes(1));

        var outcome = await running;
        Assert.Equal(new SagaFailure(SagaStepFailed.Exhausted, "The step took longer than 00:01:00."), outcome.Failure);
    }

    private ServiceProvider Services() => new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddSingleton<TimeProvider>(_clock)
        .AddSingleton(new ModuleInfo("test", [], []))
        .AddSingleton<SagaTelemetry>()
        .AddSingleton<StepRunner>()
        .AddSagaStep<StubbornStep>("work")
        .BuildServiceProvider();

    private sealed class StubbornStep(TimeProvider time) : ISagaStep<int, int>
    {
        public async ValueTask<int> RunAsync(int input, StepExecution step, CancellationToken cancellationToken)
        {
            cancellationToken.Register(static () => throw new InvalidOperationException("The step can't be given up."));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            return input;
        }
    }
}
