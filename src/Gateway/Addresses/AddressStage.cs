using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Addresses;

/// <summary>Refuses clients by their address. What the lists hold is not told.</summary>
internal sealed class AddressStage : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange) => exchange.Route!.Addresses is { } filter && !filter.Admits(exchange.ClientAddress)
        ? new(new Problem(ProblemTypes.AddressNotAllowed, "The API takes no requests from this address; its owner can allow the network that you call from."))
        : default;
}
