namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>One transaction of the writer: the session, the time that its rows carry, and the versions that it gives out.</summary>
internal sealed class WriterTransaction(SqliteSession session, StoreClock clock)
{
    private long _version;
    private long _firstVersion;

    public SqliteSession Session => session;

    /// <summary>The store's time of this transaction; never earlier than that of an earlier one.</summary>
    public DateTimeOffset Time { get; private set; }

    public void Begin()
    {
        session.Execute("BEGIN IMMEDIATE");
        if (session.QueryNumber("PRAGMA user_version") == DatabaseFormat.Empty)
        {
            DatabaseFormat.Create(session);
        }

        _firstVersion = _version = session.QueryNumber("SELECT version FROM _store");
        clock.Observe(new DateTimeOffset(session.QueryNumber("SELECT time FROM _store"), TimeSpan.Zero));
        Time = clock.Now();
    }

    public long NextVersion() => ++_version;

    public void Commit()
    {
        if (_version != _firstVersion)
        {
            session.Execute(FormattableString.Invariant($"UPDATE _store SET version = {_version}, time = {Time.UtcTicks}"));
        }

        session.Execute("COMMIT");
    }
}
