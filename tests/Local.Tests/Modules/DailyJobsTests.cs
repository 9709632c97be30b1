using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Local.Modules;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Modules;

public sealed class DailyJobsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _end = new();

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task Jobs_run_one_after_the_other_a_while_after_the_start_and_every_day_from_then_on()
    {
        List<string> ran = [];
        var jobs = Run(new Job("a", () => ran.Add("a")), new Job("b", () => ran.Add("b")));

        List<string> seen = [];
        foreach (var minutes in new[] { 9.9, 0.2, 1430, 20, 1440 })
        {
            _clock.Advance(TimeSpan.FromMinutes(minutes));
            seen.Add(string.Concat(ran));
        }

        await EndAsync(jobs);
        Assert.Equal(["", "ab", "ab", "abab", "ababab"], seen);
    }

    [Fact]
    public async Task A_job_that_fails_keeps_neither_the_others_nor_itself_from_running()
    {
        var (failed, ran) = (0, 0);
        var jobs = Run(new Job("fails", () => throw new InvalidOperationException($"{++failed}")), new Job("works", () => ran++));

        _clock.Advance(TimeSpan.FromMinutes(10));
        _clock.Advance(TimeSpan.FromDays(1));

        await EndAsync(jobs);
        Assert.Equal((2, 2), (failed, ran));
    }

    [Fact]
    public async Task A_job_that_fails_because_the_process_ends_does_not_fail_its_end()
    {
        var jobs = Run(new Job("fails", () =>
        {
            _end.Cancel();
            throw new InvalidOperationException("The store is closed.");
        }));

        _clock.Advance(TimeSpan.FromMinutes(10));

        await EndAsync(jobs);
    }

    [Fact]
    public async Task A_job_that_throws_when_it_is_cancelled_does_not_fail_the_end_of_the_process()
    {
        var job = new StubbornJob(_clock);
        var jobs = Run(job);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await EndAsync(jobs);

        Assert.True(job.HasBegun);
    }

    // Timers fire, and what waits for them goes on, on the thread that moves the clock.
    private Task Run(params IDailyJob[] jobs) => new DailyJobs(() => jobs, _clock, NullLogger.Instance).RunAsync(_end.Token);

    private async Task EndAsync(Task jobs)
    {
        await _end.CancelAsync();
        await jobs;
    }

    private sealed class Job(string name, Action run) : IDailyJob
    {
        public string Name => name;

        public ValueTask<long> RunAsync(CancellationToken cancellationToken)
        {
            run();
            return ValueTask.FromResult(1L);
        }
    }

    private sealed class StubbornJob(TimeProvider time) : IDailyJob
    {
        public string Name => "stubborn";

        public bool HasBegun { get; private set; }

        public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
        {
            HasBegun = true;
            cancellationToken.Register(static () => throw new InvalidOperationException("The job can't be cancelled."));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            return 0;
        }
    }
}
