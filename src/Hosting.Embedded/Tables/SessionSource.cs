namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>Gives out a database's sessions.</summary>
internal abstract class SessionSource : IDisposable
{
    /// <summary>Runs a read on the calling thread.</summary>
    public abstract TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> read);

    /// <summary>Runs a transaction, which an exception undoes. Only the writer thread calls this.</summary>
    public abstract void Write(Action<SqliteSession> transaction);

    /// <summary>Closes every session that is not in use; those come to their end by themselves.</summary>
    public abstract void Dispose();
}
