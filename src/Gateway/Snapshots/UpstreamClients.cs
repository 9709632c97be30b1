using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>
/// The connection pools of all upstreams, by their settings: a new snapshot takes over the open connections of the one before.
/// </summary>
internal sealed class UpstreamClients(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    // A request that took the old snapshot may still be about to send: after the longest wait for a place, in the last of its tries. Open exchanges
    // outlive the disposal of their pool.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private IReadOnlyDictionary<ClientKey, UpstreamClient> _clients = new Dictionary<ClientKey, UpstreamClient>();

    /// <summary>The pools for a new snapshot: those that are open, and new ones where there is none yet. Closes nothing.</summary>
    public IReadOnlyDictionary<ClientKey, UpstreamClient> Open(IEnumerable<ClientKey> keys) => keys
        .Distinct()
        .ToDictionary(key => key, key => _clients.GetValueOrDefault(key) ?? new UpstreamClient(key.Protocol, key.ConnectTimeout));

    /// <summary>The snapshot with these pools is in use from now on: closes the others after a grace period.</summary>
    public void Keep(IReadOnlyDictionary<ClientKey, UpstreamClient> clients)
    {
        var before = _clients;
        _clients = clients;
        foreach (var (key, client) in before)
        {
            if (!clients.ContainsKey(key))
            {
                DisposeLater(client);
            }
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private void DisposeLater(UpstreamClient client)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                client.Dispose();
                timer?.Dispose();
            },
            null,
            Grace,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>What distinguishes one pool from another.</summary>
    internal sealed record ClientKey(string Tenant, string Upstream, UpstreamProtocol Protocol, TimeSpan ConnectTimeout)
    {
        public static ClientKey Of(UpstreamConfig upstream) =>
            new(upstream.Tenant, upstream.Name, upstream.Protocol, upstream.ConnectTimeout?.Value ?? DefaultConnectTimeout);

        public static ClientKey InPlace(string tenant, string owner) => new(tenant, owner, UpstreamProtocol.Auto, DefaultConnectTimeout);
    }
}
