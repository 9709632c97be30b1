using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>All configuration of one moment, compiled and immutable: a request takes it once and lives by it.</summary>
/// <param name="Head">What it was compiled from.</param>
/// <param name="Routes">The route table.</param>
/// <param name="Plans">What each plan covers.</param>
/// <param name="Consumers">The consumers that identity providers know.</param>
internal sealed record GatewaySnapshot(ConfigurationHead Head, RouteTable Routes, PlanTable Plans, ConsumerTable Consumers)
{
    /// <summary>Nothing is configured yet.</summary>
    public static GatewaySnapshot Empty { get; } = new(new ConfigurationHead(0, null, 0, 0), new RouteTable(), new PlanTable([]), new ConsumerTable(new ResourceSet(), new PlanTable([])));
}
