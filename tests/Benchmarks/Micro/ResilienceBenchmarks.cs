using BenchmarkDotNet.Attributes;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Benchmarks.Micro;

/// <summary>
/// What resilience adds to a call that succeeds: the choice of a server with the count of its requests and its breaker, and for comparison a Polly
/// pipeline of retry and breaker around the same call.
/// </summary>
[MemoryDiagnoser]
public class ResilienceBenchmarks
{
    private readonly BreakerSettings _breaker = BreakerSettings.Of(null)!;
    private DestinationPool? _one;
    private DestinationPool? _four;
    private ResiliencePipeline<int> _pipeline = ResiliencePipeline<int>.Empty;

    /// <summary>Whether the call has to wait, as a call over the network does; without that only the time tells something.</summary>
    [Params(false, true)]
    public bool Waits { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (_one, _four) = (Pool(1), Pool(4));
        _pipeline = new ResiliencePipelineBuilder<int>()
            .AddRetry(new RetryStrategyOptions<int> { MaxRetryAttempts = 2, ShouldHandle = static args => new(args.Outcome.Result >= 500) })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<int> { ShouldHandle = static args => new(args.Outcome.Result >= 500) })
            .Build();
    }

    [Benchmark(Baseline = true)]
    public ValueTask<int> Bare() => CallAsync(Waits);

    [Benchmark]
    public ValueTask<int> OneServer() => CallAsync(_one!);

    [Benchmark]
    public ValueTask<int> FourServers() => CallAsync(_four!);

    [Benchmark]
    public ValueTask<int> PollyPipeline() => _pipeline.ExecuteAsync(static (waits, _) => CallAsync(waits), Waits, CancellationToken.None);

    private static async ValueTask<int> CallAsync(bool waits)
    {
        if (waits)
        {
            await Task.Yield();
        }

        return 200;
    }

    private DestinationPool Pool(int count)
    {
        var events = Compilers.Events();
        var nodes = Enumerable.Range(1, count).Select(index => new Node(new DestinationState("u", new Destination(new Uri($"http://10.0.0.{index}")), null, events), 1));
        return new DestinationPool([.. nodes], BalanceMethod.PowerOfTwo, new PoolSettings(_breaker, false, PoolSettings.DefaultPanicThreshold, null), events);
    }

    private async ValueTask<int> CallAsync(DestinationPool pool)
    {
        var now = TimeProvider.System.Monotonic;
        var state = pool.Pick(now, 0, null, out var trial)!.State;
        state.Enter();
        if (Waits)
        {
            await Task.Yield();
        }

        state.Succeeded(now, trial, _breaker);
        state.Leave();
        return 200;
    }
}
