namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>
/// The writer thread of one database. It takes all jobs that wait, runs them in one transaction and answers them after its
/// commit: while one commit waits for the disk the next group gathers, so the disk's latency is shared by all who write.
/// </summary>
internal sealed class GroupCommitter(SessionSource sessions, StoreClock clock, string database) : IAsyncDisposable
{
    private const int MaxGroup = 512;

    private readonly object _gate = new();
    private readonly Queue<WriterJob> _waiting = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _started;
    private bool _closed;

    public void Enqueue(WriterJob job)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw SqliteFaults.Closed(database);
            }

            _waiting.Enqueue(job);
            if (!_started)
            {
                _started = true;
                new Thread(Run) { IsBackground = true, Name = $"tollgate-writer {Path.GetFileNameWithoutExtension(database)}" }.Start();
            }
            else if (_waiting.Count == 1)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Refuses new jobs and finishes those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
            if (!_started)
            {
                _stopped.TrySetResult();
            }
        }

        await _stopped.Task;
    }

    private void Run()
    {
        var group = new List<WriterJob>(MaxGroup);
        while (TakeGroup(group))
        {
            Commit(group);
            group.Clear();
        }

        _stopped.SetResult();
    }

    private bool TakeGroup(List<WriterJob> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            while (group.Count < MaxGroup && _waiting.TryDequeue(out var job))
            {
                if (job.TryTake())
                {
                    group.Add(job);
                }
            }

            return true;
        }
    }

    private void Commit(List<WriterJob> group)
    {
        try
        {
            sessions.Write(session => RunAll(group, new WriterTransaction(session, clock)));
        }
        catch (Exception exception)
        {
            foreach (var job in group)
            {
                job.Fail(SqliteFaults.Translate(exception, database));
            }

            return;
        }

        foreach (var job in group)
        {
            job.Complete();
        }
    }

    private static void RunAll(List<WriterJob> group, WriterTransaction transaction)
    {
        transaction.Begin();
        foreach (var job in group)
        {
            job.Run(transaction);
        }

        transaction.Commit();
    }
}
