using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Tollgate.Platform.Http;

namespace Tollgate.Platform.Calls;

/// <summary>
/// How often and how long one service is asked: outside the bound of the whole call and the repetitions, inside, per instance, the breaker and the bound of a try.
/// </summary>
internal sealed class ServiceTries
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);
    private static readonly ResiliencePropertyKey<bool> Repeatable = new("repeatable");

    private readonly ServiceClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<ServiceAnswer> _outer;
    private readonly ConcurrentDictionary<Uri, ResiliencePipeline<ServiceAnswer>> _instances = new();

    public ServiceTries(ServiceClientOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        var builder = new ResiliencePipelineBuilder<ServiceAnswer> { TimeProvider = time }.AddTimeout(options.TotalTimeout);
        _outer = (options.Retries > 0 ? builder.AddRetry(Repetitions(options)) : builder).Build();
    }

    /// <summary>Runs tries until one has an answer that counts, or no more may follow.</summary>
    public async ValueTask<ServiceAnswer> RunAsync(bool isRepeatable, Func<CancellationToken, ValueTask<ServiceAnswer>> tryOnce, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Repeatable, isRepeatable);
        try
        {
            return await _outer.ExecuteAsync(static (context, tryOnce) => tryOnce(context.CancellationToken), context, tryOnce);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Runs one try at an instance, unless that one is left alone for the moment.</summary>
    public ValueTask<ServiceAnswer> RunAtAsync(Uri address, Func<CancellationToken, Task<ServiceAnswer>> send, CancellationToken cancellationToken) =>
        _instances.GetOrAdd(address, _ => MakeInner()).ExecuteAsync(static async (send, token) => await send(token), send, cancellationToken);

    private static RetryStrategyOptions<ServiceAnswer> Repetitions(ServiceClientOptions options) => new()
    {
        MaxRetryAttempts = options.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryDelay,
        MaxDelay = LongestDelay,
        ShouldHandle = arguments => new ValueTask<bool>(MayRepeat(arguments.Context, arguments.Outcome)),
        DelayGenerator = arguments => new ValueTask<TimeSpan?>(
            arguments.Outcome.Result?.RetryAfter is { } wish ? (wish < LongestDelay ? wish : LongestDelay) : null),
    };

    private static bool MayRepeat(ResilienceContext context, Outcome<ServiceAnswer> outcome)
    {
        // What was never sent can't have had an effect.
        if (outcome.Exception is BrokenCircuitException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })
        {
            return true;
        }

        return context.Properties.GetValue(Repeatable, defaultValue: false)
            && outcome switch
            {
                { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
                { Result: { } answer } => IsTemporary(answer) || answer.Is(ProblemTypes.IdempotencyKeyInUse),
                _ => false,
            };
    }

    private ResiliencePipeline<ServiceAnswer> MakeInner() => new ResiliencePipelineBuilder<ServiceAnswer> { TimeProvider = _time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ServiceAnswer>
        {
            FailureRatio = 0.5,
            MinimumThroughput = _options.BreakAfter,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = _options.BreakDuration,
            ShouldHandle = new PredicateBuilder<ServiceAnswer>()
                .Handle<HttpRequestException>()
                .Handle<IOException>()
                .Handle<TimeoutRejectedException>()
                .HandleResult(answer => answer.Status is >= 500),
        })
        .AddTimeout(_options.TryTimeout)
        .Build();

    private static bool IsTemporary(ServiceAnswer answer) => answer.Status is 408 or 429 or >= 500;
}
