namespace Tollgate.Platform.Modules;

/// <summary>
/// Deletes what a module keeps only for a while. A module registers its jobs as services; a host runs each about once a day, on one machine beside
/// the requests, in Azure by a timer. Several instances may run one at the same time, and any may end in the middle: the next run goes on.
/// </summary>
public interface IDailyJob
{
    /// <summary>What it is called in logs: lower-case words with hyphens.</summary>
    string Name { get; }

    /// <summary>Runs the job, in batches small enough to be stopped between them.</summary>
    /// <returns>How many things were deleted.</returns>
    /// <exception cref="Tables.TableStoreException">The store failed; what was deleted stays deleted.</exception>
    ValueTask<long> RunAsync(CancellationToken cancellationToken);
}
