using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;

namespace Tollgate.Gateway.Health;

/// <summary>
/// Asks the servers of every upstream that wants it for their health, one loop per upstream, beside the requests. A loop goes on over a change of
/// configuration and ends when its upstream is gone or wants no more questions.
/// </summary>
internal sealed class HealthProbes(ResilienceEvents events, TimeProvider time) : IDisposable
{
    private Dictionary<(string Tenant, string Upstream), Loop> _loops = [];

    /// <summary>These upstreams are in use from now on.</summary>
    public void Keep(IEnumerable<UpstreamModel> upstreams)
    {
        var before = _loops;
        _loops = [];
        foreach (var upstream in upstreams.Where(upstream => upstream.Health is not null))
        {
            var key = (upstream.Tenant, upstream.Name);
            if (before.Remove(key, out var loop))
            {
                loop.Upstream = upstream;
            }
            else
            {
                loop = new Loop(upstream, events, time);
            }

            _loops.Add(key, loop);
        }

        foreach (var loop in before.Values)
        {
            loop.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var loop in _loops.Values)
        {
            loop.Dispose();
        }
    }

    private sealed class Loop : IDisposable
    {
        private const double Jitter = 0.1;

        private readonly CancellationTokenSource _stop = new();
        private readonly Scatter _scatter = new((ulong)Environment.TickCount64);
        private readonly ResilienceEvents _events;
        private readonly TimeProvider _time;
        private readonly CancellationToken _stopped;
        private UpstreamModel _upstream;

        public Loop(UpstreamModel upstream, ResilienceEvents events, TimeProvider time)
        {
            (_upstream, _events, _time, _stopped) = (upstream, events, time, _stop.Token);
            _ = RunAsync();
        }

        public UpstreamModel Upstream
        {
            get => Volatile.Read(ref _upstream);
            set => Volatile.Write(ref _upstream, value);
        }

        public void Dispose()
        {
            _stop.Cancel();
            _stop.Dispose();
        }

        private async Task RunAsync()
        {
            // Whoever compiles a snapshot must not wait for this.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                while (!_stopped.IsCancellationRequested)
                {
                    var upstream = Upstream;
                    await Task.WhenAll(upstream.Pool.Nodes.Select(node => ProbeAsync(upstream, node.State)));
                    await Task.Delay(upstream.Health!.Interval * (1 - Jitter + (2 * Jitter * _scatter.NextFraction())), _time, _stopped);
                }
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception exception)
            {
                _events.ProbingFailed(exception, Upstream.Name);
            }
            finally
            {
                foreach (var node in Upstream.Pool.Nodes)
                {
                    node.State.Health.Forget();
                }
            }
        }

        private async Task ProbeAsync(UpstreamModel upstream, DestinationState destination)
        {
            var well = await AnswersWellAsync(upstream, destination.Destination);
            if (!_stopped.IsCancellationRequested)
            {
                destination.Probed(well, _time.Monotonic, upstream.Health!);
            }
        }

        private async Task<bool> AnswersWellAsync(UpstreamModel upstream, Destination destination)
        {
            var health = upstream.Health!;
            using var patience = new CancellationTokenSource(health.Timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopped);
            var (version, policy) = upstream.Client.VersionFor(destination);
            using var message = new UpstreamMessage(HttpMethod.Get, destination.UrlOf(health.Path)) { Version = version, VersionPolicy = policy };
            message.Headers.TryAddWithoutValidation("User-Agent", "Tollgate-Health");
            try
            {
                using var response = await upstream.Client.SendAsync(message, either.Token);
                return health.Statuses.Contains((int)response.StatusCode);
            }
            catch (Exception exception) when (ForwardFailure.IsExpected(exception))
            {
                return false;
            }
        }
    }
}
