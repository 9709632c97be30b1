using Microsoft.Extensions.Logging;
using Tollgate.Platform;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>Runs renewals against the store. Every failure of it ends in the counter's own word for that: none reaches a request.</summary>
internal sealed class LedgerClient(ITableStore tables, Monotonic clock, TimeProvider time, ILogger<LedgerClient> logger)
{
    // An answer that takes longer would bring a lease that is over, or nearly.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly StoreHealth _health = new();
    private long _unreadableAgainAt;

    /// <summary>Whether the store is asked at all; a store that fails for every key is asked for one key now and then.</summary>
    public bool MayAsk => _health.MayAsk(clock.Now);

    /// <summary>Runs a renewal that a counter has begun, beside the requests.</summary>
    public void Run(SharedCounter counter) => _ = RunAsync(counter);

    private async Task RunAsync(SharedCounter counter)
    {
        try
        {
            while (await StepAsync(counter))
            {
            }
        }
        catch (Exception exception)
        {
            // Whatever it is: requests that wait go on without the store.
            counter.OnFailed(clock.Now, (exception as TableStoreException)?.RetryAfter);
            if (exception is InvalidDataException)
            {
                LogUnreadable(exception, counter.Key);
            }
            else if (_health.Failed(clock.Now))
            {
                logger.LedgerFails(exception);
            }
        }
        finally
        {
            counter.End();
        }
    }

    // The store answered; and one word of it a minute is enough, however many rows another version wrote.
    private void LogUnreadable(Exception exception, TableKey key)
    {
        var (now, due) = (clock.Now, Volatile.Read(ref _unreadableAgainAt));
        if (now >= due && Interlocked.CompareExchange(ref _unreadableAgainAt, now + TimeSpan.TicksPerMinute, due) == due)
        {
            logger.RowUnreadable(exception, key.Partition);
        }
    }

    private async ValueTask<bool> StepAsync(SharedCounter counter)
    {
        var step = counter.Next(clock.Now);
        switch (step.Kind)
        {
            case LedgerStepKind.Read:
                counter.OnRead(await AnswerAsync(cancellation => tables.ReadAsync(PlatformTables.Ledger, counter.Key, cancellation)), clock.Now);
                return true;
            case LedgerStepKind.Write:
                var result = await AnswerAsync(cancellation => tables.WriteAsync(PlatformTables.Ledger, step.Write!, cancellation));
                counter.OnWritten(result, clock.Now);
                return !result.Succeeded;
            case LedgerStepKind.Pause:
                // Timers count in milliseconds.
                await Task.Delay(TimeSpan.FromMilliseconds((step.Pause / TimeSpan.TicksPerMillisecond) + 1), time, CancellationToken.None);
                return true;
            default:
                return false;
        }
    }

    private async ValueTask<T> AnswerAsync<T>(Func<CancellationToken, ValueTask<T>> ask)
    {
        using var patience = new CancellationTokenSource(Patience, time);

        // A store that ignores the token must not hold the key for ever.
        var answer = await ask(patience.Token).AsTask().WaitAsync(Patience, time, CancellationToken.None);
        if (_health.Answered())
        {
            logger.LedgerAnswers();
        }

        return answer;
    }
}
