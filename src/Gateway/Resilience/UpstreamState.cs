namespace Tollgate.Gateway.Resilience;

/// <summary>What all requests to one upstream share in this process.</summary>
/// <param name="Budget">Bounds the retries.</param>
/// <param name="Bulkhead">Bounds the requests; null for no bound.</param>
internal sealed record UpstreamState(RetryBudget Budget, Bulkhead? Bulkhead);
