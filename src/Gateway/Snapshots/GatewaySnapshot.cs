using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration;

namespace Tollgate.Gateway.Snapshots;

/// <summary>All configuration of one moment, compiled and immutable: a request takes it once and lives by it.</summary>
/// <param name="Head">What it was compiled from.</param>
/// <param name="Routes">The route table.</param>
/// <param name="Plans">What each plan covers.</param>
internal sealed record GatewaySnapshot(ConfigurationHead Head, RouteTable Routes, PlanTable Plans);
