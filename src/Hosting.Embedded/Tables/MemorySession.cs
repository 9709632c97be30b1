namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>
/// The only session of a database in memory; reads and transactions take turns. SQLite's shared cache would allow several, but
/// with locks on tables that a file doesn't have.
/// </summary>
internal sealed class MemorySession : SessionSource
{
    private readonly Lock _turn = new();
    private SqliteSession? _session;
    private bool _closed;

    public override TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> read)
    {
        lock (_turn)
        {
            return read(Current(), state);
        }
    }

    public override void Write(Action<SqliteSession> transaction)
    {
        lock (_turn)
        {
            var session = Current();
            try
            {
                transaction(session);
            }
            catch
            {
                session.RollBack();
                throw;
            }
        }
    }

    public override void Dispose()
    {
        lock (_turn)
        {
            _closed = true;
            _session?.Dispose();
        }
    }

    private SqliteSession Current() => _closed ? throw SqliteFaults.Closed("memory") : _session ??= SqliteSession.Open(file: null);
}
