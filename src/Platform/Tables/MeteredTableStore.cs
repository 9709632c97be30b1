using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Platform.Tables;

/// <summary>
/// Measures what a module asks of its tables, as <c>db.client.operation.duration</c> (OpenTelemetry semantic conventions for database
/// clients) of the meter <c>Tollgate.Tables</c>: seconds per operation, and by its count the transactions that a store in the cloud bills.
/// Passes calls straight on while nobody listens.
/// </summary>
public sealed class MeteredTableStore : ITableStore
{
    private readonly ITableStore _inner;
    private readonly string _module;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;

    /// <summary>Measures <paramref name="inner"/> on behalf of a module, which attribute <c>tollgate.module</c> names.</summary>
    public MeteredTableStore(ITableStore inner, string module, IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(time);

        (_inner, _module, _time) = (inner, module, time);
        _duration = meters.Create(TelemetryNames.Prefix + "Tables").CreateHistogram<double>(
            "db.client.operation.duration", "s", "Time of one call to a table store, by module, table, operation and fault.");
    }

    /// <inheritdoc/>
    public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) =>
        Measure(_time.GetTimestamp(), table, "read", _inner.ReadAsync(table, key, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) =>
        Measure(_time.GetTimestamp(), table, "query", _inner.QueryAsync(table, query, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken) =>
        Measure(_time.GetTimestamp(), table, "write", _inner.WriteAsync(table, write, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        Measure(_time.GetTimestamp(), table, "batch", _inner.WriteBatchAsync(table, writes, cancellationToken));

    private ValueTask<T> Measure<T>(long start, string table, string operation, ValueTask<T> call) =>
        _duration.Enabled ? RecordAsync(start, table, operation, call) : call;

    private async ValueTask<T> RecordAsync<T>(long start, string table, string operation, ValueTask<T> call)
    {
        var tags = new TagList
        {
            { TelemetryNames.Module, _module },
            { "db.collection.name", table },
            { "db.operation.name", operation },
        };
        try
        {
            return await call;
        }
        catch (TableStoreException exception)
        {
            tags.Add("error.type", exception.Fault.ToString());
            throw;
        }
        finally
        {
            _duration.Record(_time.GetElapsedTime(start).TotalSeconds, tags);
        }
    }
}
