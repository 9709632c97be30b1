using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Delivering;

/// <summary>Equal servers with one pool of connections, and what happens when they fail.</summary>
internal sealed class UpstreamModel
{
    public required string Tenant { get; init; }

    public required string Name { get; init; }

    public required UpstreamClient Client { get; init; }

    public required HostHeader HostHeader { get; init; }

    /// <summary>The audience of assertions when this is one of our own services; null for a foreign upstream, which never gets one.</summary>
    public required string? Service { get; init; }

    public required DestinationPool Pool { get; init; }

    public required UpstreamState State { get; init; }

    /// <summary>Null when everything is tried once.</summary>
    public required RetrySettings? Retries { get; init; }

    /// <summary>What consistent hashing looks at; null for another method.</summary>
    public required HashSource? HashOn { get; init; }

    /// <summary>Null when nobody asks the servers for their health.</summary>
    public required HealthSettings? Health { get; init; }
}
