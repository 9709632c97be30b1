using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>One database with its readers and its writer thread. Nothing is opened before it is needed.</summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private readonly string _name;
    private readonly SessionSource _sessions;
    private readonly GroupCommitter _writer;

    private SqliteDatabase(string name, SessionSource sessions, StoreClock clock)
    {
        _name = name;
        _sessions = sessions;
        _writer = new GroupCommitter(sessions, clock, name);
    }

    public static SqliteDatabase InFile(string file, StoreClock clock) => new(file, new FileSessions(file), clock);

    public static SqliteDatabase InMemory(string name, StoreClock clock) => new(name, new MemorySession(), clock);

    public TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> read)
    {
        try
        {
            return _sessions.Read(state, read);
        }
        catch (Exception exception) when (exception is not TableStoreException)
        {
            throw SqliteFaults.Translate(exception, _name);
        }
    }

    /// <summary>Queues work for the writer; a cancellation counts only until the writer takes it.</summary>
    public async Task<T> WriteAsync<T>(Func<WriterTransaction, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var job = new WriterJob<T>(work);
        job.WithdrawOn(cancellationToken);
        _writer.Enqueue(job);
        try
        {
            return await job.Task;
        }
        catch (InvalidDataException exception)
        {
            throw SqliteFaults.Translate(exception, _name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _sessions.Dispose();
    }
}
