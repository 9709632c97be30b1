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
            var tries = new Tries(forwarder, events, time, exchange, delivery, request);
            return await _pipeline.Value.ExecuteAsync(static (_, tries) => tries.NextAsync(), context, tries);
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

    private sealed class Tries(
        Forwarder forwarder, ResilienceEvents events, TimeProvider time, GatewayExchange exchange, Delivery delivery, ForwardRequest request)
    {
        private bool _hasBegun;

        public ValueTask<bool> NextAsync()
        {
            if (_hasBegun)
            {
                return TryAgainAsync();
            }

            // Polly pauses after a try: that one is over, and the reason why it is asked.
            _hasBegun = true;
            return new(true);
        }

        private async ValueTask<bool> TryAgainAsync()
        {
            var now = time.Monotonic;
            if (delivery.Next(now) is not { } destination)
            {
                return false;
            }

            events.Retried(exchange.Route!.Upstream.Name);
            delivery.End(await forwarder.ForwardAsync(exchange.Context, request with { Destination = destination, ResponseTimeout = delivery.TimeLeft(now) }));
            return true;
        }
    }
}
