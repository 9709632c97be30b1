using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;

namespace Tollgate.Gateway.Health;

/// <summary>Asks the servers of one upstream, round after round, until it is disposed.</summary>
internal sealed class ProbeLoop : IDisposable
{
    private const double Jitter = 0.1;

    private readonly CancellationTokenSource _stop = new();
    private readonly Scatter _scatter = new((ulong)Environment.TickCount64);
    private readonly ResilienceEvents _events;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopped;
    private UpstreamModel _upstream;
    private TaskCompletionSource _sooner = NewSignal();

    public ProbeLoop(UpstreamModel upstream, ResilienceEvents events, TimeProvider time)
    {
        (_upstream, _events, _time, _stopped) = (upstream, events, time, _stop.Token);
        _ = RunAsync();
    }

    /// <summary>The upstream as it is configured now. A shorter interval holds at once, not only after the wait that is under way.</summary>
    public void Use(UpstreamModel upstream)
    {
        var before = Interlocked.Exchange(ref _upstream, upstream);
        if (upstream.Health!.Interval < before.Health!.Interval)
        {
            Interlocked.Exchange(ref _sooner, NewSignal()).SetResult();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        // Whoever compiles a snapshot must not wait for this.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stopped.IsCancellationRequested)
        {
            // Before the upstream is looked at: a change after that must end the wait.
            var sooner = Volatile.Read(ref _sooner).Task;
            var upstream = Volatile.Read(ref _upstream);
            await AskAsync(upstream);
            await WaitAsync(upstream.Health!.Interval * (1 - Jitter + (2 * Jitter * _scatter.NextFraction())), sooner);
        }

        foreach (var destination in DestinationsOf(_upstream))
        {
            destination.Health.Forget();
        }
    }

    // One server may stand in the pool under several names.
    private static IEnumerable<DestinationState> DestinationsOf(UpstreamModel upstream) => upstream.Pool.Nodes.Select(node => node.State).Distinct();

    private async Task AskAsync(UpstreamModel upstream)
    {
        try
        {
            await Task.WhenAll(DestinationsOf(upstream).Select(destination => ProbeAsync(upstream, destination)));
        }
        catch (Exception exception)
        {
            _events.ProbingFailed(exception, upstream.Name);
        }
    }

    private async Task WaitAsync(TimeSpan interval, Task sooner)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopped);
        await Task.WhenAny(Task.Delay(interval, _time, over.Token), sooner);
        await over.CancelAsync();
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
