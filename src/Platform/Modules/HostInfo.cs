namespace Tollgate.Platform.Modules;

/// <summary>What a module may need to know of the process that runs it.</summary>
/// <param name="InstanceId">Unique to this process; 1 to 32 letters, digits and hyphens.</param>
/// <param name="Environment">Which credentials belong here: <c>dev</c> on one machine, <c>live</c> in Azure.</param>
/// <param name="Capabilities">What the transport can carry.</param>
public sealed record HostInfo(string InstanceId, string Environment, HostCapabilities Capabilities);

/// <summary>Features of HTTP that not every host carries. No resource asks for one; a request that needs an absent one is told so.</summary>
/// <param name="Name">The host as its documentation calls it: <c>Kestrel</c> or <c>Functions</c>.</param>
/// <param name="Upgrade">Protocol upgrades (RFC 9110 section 7.8), hence WebSockets.</param>
/// <param name="ResponseTrailers">Trailer fields after a response (RFC 9110 section 6.5).</param>
public sealed record HostCapabilities(string Name, bool Upgrade, bool ResponseTrailers)
{
    /// <summary>Kestrel faces the client itself.</summary>
    public static HostCapabilities Kestrel { get; } = new("Kestrel", Upgrade: true, ResponseTrailers: true);

    /// <summary>The Azure Functions host stands between the client and the module.</summary>
    public static HostCapabilities Functions { get; } = new("Functions", Upgrade: false, ResponseTrailers: false);
}
