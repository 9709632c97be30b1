using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Resilience;

namespace Tollgate.Gateway.Health;

/// <summary>
/// Asks the servers of every upstream that wants it for their health, one loop per upstream, beside the requests. A loop goes on over a change of
/// configuration and ends when its upstream is gone or wants no more questions.
/// </summary>
internal sealed class HealthProbes(ResilienceEvents events, TimeProvider time) : IDisposable
{
    private Dictionary<(string Tenant, string Upstream), ProbeLoop> _loops = [];

    /// <summary>These upstreams are in use from now on.</summary>
    public void Keep(IEnumerable<UpstreamModel> upstreams)
    {
        var before = _loops;
        _loops = [];
        foreach (var upstream in upstreams.Where(upstream => upstream.Health is not null))
        {
            var key = (upstream.Tenant, upstream.Name);
            if (before.Remove(key, out var loop))
            {
                loop.Use(upstream);
            }
            else
            {
                loop = new ProbeLoop(upstream, events, time);
            }

            _loops.Add(key, loop);
        }

        foreach (var loop in before.Values)
        {
            loop.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var loop in _loops.Values)
        {
            loop.Dispose();
        }
    }
}
