using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>
/// The connection pools of all upstreams, by their settings: a new snapshot takes over the open connections of the one before.
/// </summary>
internal sealed class UpstreamClients(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    // A request that took the old snapshot may still be about to send; open exchanges outlive the disposal of their pool.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private Dictionary<ClientKey, UpstreamClient> _clients = [];

    /// <summary>Replaces the pools in use: keeps those that are still asked for, opens the new, closes the others after a grace period.</summary>
    public IReadOnlyDictionary<ClientKey, UpstreamClient> Replace(IEnumerable<ClientKey> keys)
    {
        var before = _clients;
        _clients = keys.Distinct().ToDictionary(key => key, key => before.GetValueOrDefault(key) ?? new UpstreamClient(key.Protocol, key.ConnectTimeout));
        foreach (var (key, client) in before)
        {
            if (!_clients.ContainsKey(key))
            {
                DisposeLater(client);
            }
        }

        return _clients;
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
    internal readonly record struct ClientKey(string Tenant, string Upstream, UpstreamProtocol Protocol, TimeSpan ConnectTimeout)
    {
        public static ClientKey Of(UpstreamConfig upstream) =>
            new(upstream.Tenant, upstream.Name, upstream.Protocol, upstream.ConnectTimeout?.Value ?? DefaultConnectTimeout);

        public static ClientKey InPlace(string tenant, string owner) => new(tenant, owner, UpstreamProtocol.Auto, DefaultConnectTimeout);
    }
}
