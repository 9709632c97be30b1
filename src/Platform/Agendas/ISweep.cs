namespace Tollgate.Platform.Agendas;

/// <summary>
/// Finishes what requests left to be done: what has expired, what a process that died left half-done. A module registers its sweeps with
/// <see cref="SweepConventions.AddSweep{TSweep}"/>; a host that keeps running runs each every second, one that sleeps between requests when it wakes,
/// every minute while it is awake, and by a timer.
/// </summary>
public interface ISweep
{
    /// <summary>What it is called in logs: lower-case words with hyphens.</summary>
    string Name { get; }

    /// <summary>Runs once. Several processes may do so at the same time, and any may end in the middle.</summary>
    /// <returns>How many things it looked after.</returns>
    /// <exception cref="Tables.TableStoreException">The store failed.</exception>
    ValueTask<int> RunAsync(CancellationToken cancellationToken);
}
