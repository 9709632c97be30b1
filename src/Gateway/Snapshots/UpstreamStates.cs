using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>What is known of upstreams and their servers at run time: a new snapshot takes it over for those that stay.</summary>
internal sealed class UpstreamStates(ResilienceEvents events, TimeProvider time)
{
    private Draft _current = new(null, events, time);

    /// <summary>A place to collect what a new snapshot needs. Changes nothing yet.</summary>
    public Draft Prepare() => new(_current, events, time);

    /// <summary>The snapshot with these states is in use from now on; the others are forgotten.</summary>
    public void Keep(Draft draft)
    {
        draft.Forget();
        _current = draft;
    }

    /// <summary>The states that one snapshot needs.</summary>
    internal sealed class Draft(Draft? before, ResilienceEvents events, TimeProvider time)
    {
        private readonly Dictionary<(string Tenant, string Upstream, Uri Address), DestinationState> _destinations = [];
        private readonly Dictionary<(string Tenant, string Upstream), UpstreamState> _upstreams = [];
        private Draft? _before = before;

        public UpstreamState Upstream(string tenant, string upstream, ConcurrencyConfig? concurrency)
        {
            var known = _before?._upstreams.GetValueOrDefault((tenant, upstream));
            var bulkhead = concurrency is null ? null
                : known?.Bulkhead is { } bounded && bounded.Config == concurrency ? bounded
                : new Bulkhead(concurrency, time);
            return _upstreams[(tenant, upstream)] = new UpstreamState(known?.Budget ?? new RetryBudget(), bulkhead);
        }

        /// <summary>The state of a server; those that APIs name in place are one per tenant and URL, in however many lists they are.</summary>
        public DestinationState Destination(string tenant, string upstream, Uri address, bool inPlace)
        {
            var key = (tenant, inPlace ? "" : upstream, address);
            if (!_destinations.TryGetValue(key, out var state))
            {
                TimeSpan? newSince = _before?._upstreams.ContainsKey((tenant, upstream)) is true ? time.Monotonic : null;
                state = _before?._destinations.GetValueOrDefault(key) ?? new DestinationState(upstream, new Destination(address), newSince, events);
                _destinations.Add(key, state);
            }

            return state;
        }

        /// <summary>What was before is needed no longer.</summary>
        public void Forget() => _before = null;
    }
}
