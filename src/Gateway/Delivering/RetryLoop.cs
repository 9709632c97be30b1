using Polly;
using Polly.Retry;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;

namespace Tollgate.Gateway.Delivering;

/// <summary>What happens after a first try that failed: Polly pauses and repeats, <see cref="Delivery"/> says whether and for how long.</summary>
internal sealed class RetryLoop(Forwarder forwarder, ResilienceEvents events, TimeProvider time)
{
    private static readonly ResiliencePropertyKey<Delivery> DeliveryKey = new("delivery");

    // A gateway whose upstreams are well never loads Polly.
    private readonly Lazy<ResiliencePipeline<bool>> _pipeline = new(() => Build(time));

    /// <summary>Tries again until there is an answer for the client or no more tries. Returns false when no server could get the request.</summary>
    /// <exception cref="OperationCanceledException">The client left during a pause.</exception>
    public async ValueTask<bool> RunAsync(GatewayExchange exchange, Delivery delivery, ForwardRequest request)
    {
        var context = ResilienceContextPool.Shared.Get(exchange.Context.RequestAborted);
        try
        {
            context.Properties.Set(DeliveryKey, delivery);
            var run = new Run(this, exchange, delivery, request);
            return await _pipeline.Value.ExecuteAsync(static (_, run) => run.NextAsync(), context, run);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResiliencePipeline<bool> Build(TimeProvider time) => new ResiliencePipelineBuilder<bool> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<bool>
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = static args => new(args.Outcome.Exception is null && Delivery(args.Context).TriesAgain),
            DelayGenerator = static args => new(Delivery(args.Context).Pause),
        })
        .Build();

    private static Delivery Delivery(ResilienceContext context) => context.Properties.GetValue(DeliveryKey, null!);

    private sealed class Run(RetryLoop loop, GatewayExchange exchange, Delivery delivery, ForwardRequest request)
    {
        private bool _firstFailed;

        public ValueTask<bool> NextAsync()
        {
            // The first try is over, and why the loop runs.
            if (!_firstFailed)
            {
                _firstFailed = true;
                return new(true);
            }

            return loop.TryAgainAsync(exchange, delivery, request);
        }
    }

    private async ValueTask<bool> TryAgainAsync(GatewayExchange exchange, Delivery delivery, ForwardRequest request)
    {
        var now = time.Monotonic;
        if (delivery.Next(now) is not { } destination)
        {
            return false;
        }

        events.Retried(exchange.Route!.Upstream.Name);
        await delivery.TryAsync(forwarder, request with { Destination = destination, ResponseTimeout = delivery.TimeLeft(now) });
        return true;
    }
}
