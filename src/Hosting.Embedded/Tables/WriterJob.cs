using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>Work for the writer thread: runs within a transaction that it shares with others, and is answered after the commit.</summary>
internal abstract class WriterJob
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private int _state;

    /// <summary>Claims the job for the writer; false when its caller has given up before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>
    /// Does the work. A <see cref="TableStoreException"/>, or an <see cref="InvalidDataException"/> of a row that can't be read, is this job's
    /// alone and is thrown before anything is changed; whatever else is thrown undoes the whole transaction.
    /// </summary>
    public abstract void Run(WriterTransaction transaction);

    /// <summary>Answers the caller after the commit.</summary>
    public abstract void Complete();

    /// <summary>Answers the caller after a fault, once <see cref="TryTake"/> has claimed the job.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Withdraws the job; false when the writer has it, so that only its outcome is the truth.</summary>
    protected bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;
}

/// <summary>A job with a result.</summary>
internal sealed class WriterJob<T>(Func<WriterTransaction, T> work) : WriterJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;
    private Exception? _refusal;
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public void WithdrawOn(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static (state, token) =>
        {
            var job = (WriterJob<T>)state!;
            if (job.TryWithdraw())
            {
                job._completion.SetCanceled(token);
            }
        },
        this);

    public override void Run(WriterTransaction transaction)
    {
        try
        {
            _result = work(transaction);
        }
        catch (Exception refusal) when (refusal is TableStoreException or InvalidDataException)
        {
            _refusal = refusal;
        }
    }

    public override void Complete()
    {
        _cancellation.Unregister();
        if (_refusal is null)
        {
            _completion.SetResult(_result);
        }
        else
        {
            _completion.SetException(_refusal);
        }
    }

    public override void Fail(Exception exception)
    {
        _cancellation.Unregister();
        _completion.SetException(exception);
    }
}
