using System.Collections.Concurrent;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>The sessions of a database file: one for the writer, and as many as there are simultaneous readers.</summary>
internal sealed class FileSessions(string file) : SessionSource
{
    private const int IdleReaders = 16;

    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private SqliteSession? _writer;
    private volatile bool _closed;

    public override TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> read)
    {
        if (_closed)
        {
            throw SqliteFaults.Closed(file);
        }

        if (!_readers.TryTake(out var session))
        {
            session = Open();
        }

        var result = Attempt(session, state, read);
        Return(session);
        return result;
    }

    public override void Write(Action<SqliteSession> transaction)
    {
        try
        {
            transaction(_writer ??= Open());
        }
        catch
        {
            _writer?.Dispose();
            _writer = null;
            throw;
        }
    }

    public override void Dispose()
    {
        _closed = true;
        _writer?.Dispose();
        CloseIdle();
    }

    private static TResult Attempt<TState, TResult>(SqliteSession session, TState state, Func<SqliteSession, TState, TResult> read)
    {
        try
        {
            return read(session, state);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Return(SqliteSession session)
    {
        if (_readers.Count >= IdleReaders)
        {
            session.Dispose();
            return;
        }

        _readers.Add(session);
        if (_closed)
        {
            CloseIdle();
        }
    }

    private void CloseIdle()
    {
        while (_readers.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private SqliteSession Open()
    {
        var session = SqliteSession.Open(file);
        var format = session.QueryNumber("PRAGMA user_version");
        if (format > DatabaseFormat.Current)
        {
            session.Dispose();
            throw SqliteFaults.Newer(file, format);
        }

        return session;
    }
}
