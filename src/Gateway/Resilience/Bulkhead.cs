using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Resilience;

/// <summary>Bounds the requests that are with an upstream, so that a slow one can't take the whole gateway with it.</summary>
// Requests of the snapshot before may still come when it is out of use, and it holds nothing but memory.
[SuppressMessage("Design", "CA1001", Justification = "Never disposed of: see above.")]
internal sealed class Bulkhead(ConcurrencyConfig config, TimeProvider time)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = config.Max,
        QueueLimit = config.Queue ?? 0,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly TimeSpan _wait = config.Wait?.Value ?? DefaultWait;

    public ConcurrencyConfig Config => config;

    /// <summary>A place, to be disposed of at the end; null when there is none.</summary>
    /// <exception cref="OperationCanceledException">The client left while it waited.</exception>
    public ValueTask<RateLimitLease?> EnterAsync(CancellationToken clientGone)
    {
        var lease = _limiter.AttemptAcquire();
        if (lease.IsAcquired)
        {
            return new(lease);
        }

        lease.Dispose();
        return config.Queue is null or 0 ? new((RateLimitLease?)null) : WaitAsync(clientGone);
    }

    private async ValueTask<RateLimitLease?> WaitAsync(CancellationToken clientGone)
    {
        using var patience = new CancellationTokenSource(_wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, clientGone);
        try
        {
            var lease = await _limiter.AcquireAsync(1, either.Token);
            if (lease.IsAcquired)
            {
                return lease;
            }

            lease.Dispose();
            return null;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !clientGone.IsCancellationRequested)
        {
            return null;
        }
    }
}
