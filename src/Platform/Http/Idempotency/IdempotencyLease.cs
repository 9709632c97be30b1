using Microsoft.Extensions.Logging;
using Tollgate.Platform.Cancellation;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>
/// The right to carry one request out, renewed while that takes. When it can be renewed no more, the request is cancelled shortly before another
/// process may take it over, whether the store answers or not: two never carry it out at the same time, unless its code is deaf to its token.
/// </summary>
internal sealed class IdempotencyLease : IAsyncDisposable
{
    /// <summary>How often it is renewed: three times in the life of a lease before the request is given up.</summary>
    public static readonly TimeSpan Interval = IdempotencyStore.Lease / 4;

    /// <summary>After so long it is renewed no more, so that a request that hangs frees its key.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly IdempotencyStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _deadline;
    private readonly GuardedToken _over;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Task _renewing = Task.CompletedTask;
    private bool _isEnded;

    public IdempotencyLease(IdempotencyStore store, IdempotencyClaim claim, TimeProvider time, ILogger logger, CancellationToken aborted)
    {
        (_store, Claim, _time, _logger) = (store, claim, time, logger);
        _deadline = new CancellationTokenSource(Left(claim.Since), time);
        _over = new GuardedToken(logger, aborted, _deadline.Token);
        _timer = time.CreateTimer(static lease => ((IdempotencyLease)lease!).Renew(), this, Interval, Interval);
    }

    /// <summary>What the store knows the right by.</summary>
    public IdempotencyClaim Claim { get; private set; }

    /// <summary>Cancelled when the request must stop: the client is gone, or the right is.</summary>
    public CancellationToken Over => _over.Value;

    /// <summary>Whether the right is gone.</summary>
    public bool IsLost => _deadline.IsCancellationRequested;

    /// <summary>Completes when nothing renews it any more; a renewal that the store doesn't answer is given up when the right is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Task renewing;
        lock (_gate)
        {
            _isEnded = true;
            renewing = _renewing;
        }

        await renewing;
        _over.Dispose();
        _deadline.Dispose();
    }

    private void Renew()
    {
        lock (_gate)
        {
            _renewing = _isEnded || IsLost ? _renewing : RenewAsync(_renewing);
        }
    }

    // Never fails: whoever waits for it still has an answer to keep.
    private async Task RenewAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (IsLost || _time.GetElapsedTime(Claim.Since) >= Longest)
        {
            return;
        }

        var asked = _time.GetTimestamp();
        try
        {
            if (await _store.RenewAsync(Claim, _deadline.Token) is { } renewed)
            {
                Claim = renewed;
                _deadline.CancelAfter(Left(asked));
            }
            else
            {
                _logger.LeaseTaken(Claim.Key.Row);
                await _deadline.CancelAsync();
            }
        }
        catch (Exception exception)
        {
            _logger.LeaseNotRenewed(exception, Claim.Key.Row);
        }
    }

    // How long the right lasts that the store was asked for at a time.
    private TimeSpan Left(long asked)
    {
        var left = IdempotencyStore.Lease - Interval - _time.GetElapsedTime(asked);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
