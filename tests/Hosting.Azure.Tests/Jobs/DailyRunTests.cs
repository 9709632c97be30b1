using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Hosting.Azure.Jobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tests.Jobs;

public sealed class DailyRunTests
{
    private readonly List<string> _ran = [];

    [Fact]
    public async Task Every_job_runs()
    {
        await Run(new Job("one", _ran), new Job("two", _ran)).RunAsync(CancellationToken.None);

        Assert.Equal(["one", "two"], _ran);
    }

    [Fact]
    public async Task A_job_that_fails_fails_the_run_and_keeps_no_other_from_running()
    {
        var fault = new TableStoreException(TableFault.Throttled, "Too much.");

        var exception = await Assert.ThrowsAsync<AggregateException>(() => Run(new Job("one", _ran, fault), new Job("two", _ran)).RunAsync(CancellationToken.None));

        Assert.Same(fault, Assert.Single(exception.InnerExceptions));
        Assert.Equal(["one", "two"], _ran);
    }

    [Fact]
    public async Task An_app_that_is_stopped_starts_no_further_job()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => Run(new Job("one", _ran, new OperationCanceledException(stop.Token)), new Job("two", _ran)).RunAsync(stop.Token));

        Assert.Equal(["one"], _ran);
    }

    private static DailyRun Run(params IDailyJob[] jobs) => new(jobs, NullLogger<DailyRun>.Instance);

    private sealed class Job(string name, List<string> ran, Exception? failure = null) : IDailyJob
    {
        public string Name => name;

        public ValueTask<long> RunAsync(CancellationToken cancellationToken)
        {
            ran.Add(name);
            return failure is null ? ValueTask.FromResult(1L) : ValueTask.FromException<long>(failure);
        }
    }
}
