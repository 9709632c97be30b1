using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Delivering;

/// <summary>Equal servers with one pool of connections; requests take them in turn.</summary>
internal sealed class UpstreamModel(string name, UpstreamClient client, IReadOnlyList<Destination> destinations, HostHeader hostHeader, string? service)
{
    private uint _turn = uint.MaxValue;

    public string Name => name;

    public UpstreamClient Client => client;

    public HostHeader HostHeader => hostHeader;

    /// <summary>The audience of assertions when this is one of our own services; null for a foreign upstream, which never gets one.</summary>
    public string? Service => service;

    /// <summary>The next server in turn; null when the service has none at the moment.</summary>
    public Destination? Next() => destinations.Count switch
    {
        0 => null,
        1 => destinations[0],
        _ => destinations[(int)(Interlocked.Increment(ref _turn) % (uint)destinations.Count)],
    };
}
