using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;

namespace Tollgate.Gateway.Idempotency;

/// <summary>Refuses POST and PATCH without an Idempotency-Key where the route needs one. It keeps nothing: the upstream does.</summary>
internal sealed class IdempotencyStage : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange)
    {
        var request = exchange.Context.Request;
        return exchange.Route!.NeedsIdempotencyKey && (request.Method is "POST" or "PATCH")
            ? new(IdempotencyKey.Refuse(request.Headers[IdempotencyKey.HeaderName], out _))
            : default;
    }
}
