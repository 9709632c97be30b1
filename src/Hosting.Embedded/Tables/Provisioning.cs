namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>Creates a module's tables in one database before the first access; a failed attempt is made again by the next one.</summary>
internal sealed class Provisioning(SqliteDatabase database, IReadOnlyList<string> tables)
{
    private readonly Lock _lock = new();
    private Task? _attempt;

    public SqliteDatabase Database => database;

    public Task EnsureAsync(CancellationToken cancellationToken)
    {
        var attempt = Volatile.Read(ref _attempt);
        return attempt is { IsCompletedSuccessfully: true } ? attempt : Attempt().WaitAsync(cancellationToken);
    }

    private Task Attempt()
    {
        lock (_lock)
        {
            // Shared by all who wait, so that one caller's cancellation doesn't fail the others.
            return _attempt is null or { IsFaulted: true } ? _attempt = database.WriteAsync(Create, CancellationToken.None) : _attempt;
        }
    }

    private bool Create(WriterTransaction transaction)
    {
        foreach (var table in tables)
        {
            transaction.Session.Execute(TableStatements.Creation(table));
        }

        return true;
    }
}
