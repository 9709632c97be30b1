using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Jobs;

/// <summary>The daily jobs of an app's module, for its timer.</summary>
public sealed class DailyRun(IEnumerable<IDailyJob> jobs, ILogger<DailyRun> logger)
{
    /// <summary>Runs every job, one after the other. One that fails doesn't keep the others from running, and is tried again the next day.</summary>
    /// <param name="cancellationToken">The app is being stopped; the next run goes on.</param>
    /// <exception cref="AggregateException">Jobs failed: so the invocation counts as failed, where operators look.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        foreach (var job in jobs)
        {
            try
            {
                logger.JobDone(job.Name, await job.RunAsync(cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                logger.JobFailed(exception, job.Name);
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
