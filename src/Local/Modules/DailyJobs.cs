using Tollgate.Platform.Cancellation;
using Tollgate.Platform.Modules;

namespace Tollgate.Local.Modules;

/// <summary>Runs the modules' jobs, one after the other: a while after the start, so that a short run is not spent on them, then every day.</summary>
internal sealed class DailyJobs(Func<IEnumerable<IDailyJob>> jobs, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>Runs until it is cancelled. A job that fails is logged and tried again the next day; it never ends the process.</summary>
    public async Task RunAsync(CancellationToken until)
    {
        try
        {
            await Task.Delay(FirstAfter, clock, until);
            while (true)
            {
                foreach (var job in jobs())
                {
                    await RunAsync(job, until);
                }

                await Task.Delay(Every, clock, until);
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async ValueTask RunAsync(IDailyJob job, CancellationToken until)
    {
        using var guarded = new GuardedToken(logger, until, CancellationToken.None);
        try
        {
            logger.JobDone(job.Name, await job.RunAsync(guarded.Value));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !until.IsCancellationRequested)
        {
            logger.JobFailed(exception, job.Name);
        }
    }
}
