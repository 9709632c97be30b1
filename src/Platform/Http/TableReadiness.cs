using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http;

/// <summary>Ready when a table answers a point read.</summary>
public sealed class TableReadiness(ITableStore tables, string table) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "table:" + table;

    /// <inheritdoc/>
    public async ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        await tables.ReadAsync(table, new TableKey("~health", "~health"), cancellationToken);
        return new Readiness(ReadinessStatus.Up);
    }
}
