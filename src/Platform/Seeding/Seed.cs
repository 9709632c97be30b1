using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Seeding;

/// <summary>
/// Fills an empty table with sample data, once. A row says that it is done; until then every write must be one that a second
/// process, or a second attempt after a crash, repeats without effect. Requests wait for it (<see cref="SeedConventions.AfterSeed{TBuilder}"/>), since on a
/// host that sleeps between requests nothing else may run.
/// </summary>
/// <param name="tables">The module's store.</param>
/// <param name="table">The module's own table that holds the mark.</param>
/// <param name="isOn">Whether this run wants sample data.</param>
public abstract class Seed(ITableStore tables, string table, bool isOn) : IDisposable
{
    /// <summary>Whose data it is: sample data belongs to the tenant of a run that has no other.</summary>
    public const string Tenant = Configuration.Model.OwnedResourceConfig.DefaultTenant;

    private static readonly TableKey Mark = new(Tenant, "~seeded");

    private readonly SemaphoreSlim _gate = new(1);
    private volatile bool _isDone = !isOn;

    /// <summary>Completes when the data is there: at once where it is off or already done.</summary>
    /// <exception cref="TableStoreException">The store failed; the next call tries again.</exception>
    public ValueTask EnsureAsync(CancellationToken cancellationToken) =>
        _isDone ? ValueTask.CompletedTask : RunAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the seed holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gate.Dispose();
        }
    }

    /// <summary>Writes the data, in a way that can be repeated.</summary>
    protected abstract ValueTask WriteAsync(CancellationToken cancellationToken);

    private async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_isDone)
            {
                await WriteUnlessMarkedAsync(cancellationToken);
                _isDone = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task WriteUnlessMarkedAsync(CancellationToken cancellationToken)
    {
        var mark = await tables.ReadAsync(table, Mark, cancellationToken);
        if (mark.Entity is null)
        {
            await WriteAsync(cancellationToken);
            await tables.WriteAsync(table, TableWrite.Upsert(new TableEntity(Mark)), cancellationToken);
        }
    }
}
