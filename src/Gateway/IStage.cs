using Tollgate.Platform.Http;

namespace Tollgate.Gateway;

/// <summary>One step that every request takes, in the fixed order of <see cref="GatewayHandler"/>.</summary>
internal interface IStage
{
    /// <summary>Does its step.</summary>
    /// <returns>Null to go on, or the problem that ends the request here.</returns>
    ValueTask<Problem?> RunAsync(GatewayExchange exchange);
}
