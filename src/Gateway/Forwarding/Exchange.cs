using System.Collections.Concurrent;

namespace Tollgate.Gateway.Forwarding;

/// <summary>What the parts of one forwarded request share: one token for "the client left" and "nothing moved for too long". Pooled.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly CancellationTokenSource _source;
    private CancellationTokenRegistration _client;
    private volatile bool _clientGone;

    private Exchange(TimeProvider clock) => _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);

    public CancellationToken Token => _source.Token;

    public bool ClientGone => _clientGone;

    public bool Expired => _source.IsCancellationRequested && !_clientGone;

    /// <summary>Body bytes handed to the client.</summary>
    public long BytesOut { get; set; }

    /// <summary>Something moved: the next thing has this long.</summary>
    public void Extend(TimeSpan time) => _source.CancelAfter(time);

    /// <summary>Ends what is still under way.</summary>
    public void Stop() => _source.Cancel();

    public void Dispose() => _source.Dispose();

    private void OnClientGone()
    {
        _clientGone = true;
        _source.Cancel();
    }

    /// <summary>Exchanges that wait for their next request.</summary>
    internal sealed class Pool(TimeProvider clock)
    {
        private const int Capacity = 1024;
        private readonly ConcurrentQueue<Exchange> _idle = new();
        private int _count;

        public Exchange Rent(TimeSpan time, CancellationToken clientGone)
        {
            if (_idle.TryDequeue(out var exchange))
            {
                Interlocked.Decrement(ref _count);
            }
            else
            {
                exchange = new Exchange(clock);
            }

            exchange.BytesOut = 0;
            exchange._source.CancelAfter(time);
            exchange._client = clientGone.UnsafeRegister(static state => ((Exchange)state!).OnClientGone(), exchange);
            return exchange;
        }

        public void Return(Exchange exchange)
        {
            // Waits for a callback that is running, so that none reaches the next request.
            exchange._client.Dispose();
            if (Volatile.Read(ref _count) < Capacity && exchange._source.TryReset())
            {
                Interlocked.Increment(ref _count);
                _idle.Enqueue(exchange);
                return;
            }

            exchange.Dispose();
        }
    }
}
