using System.Collections.Concurrent;

namespace Tollgate.Gateway.Limits;

/// <summary>The limits of a route: its own and its API's, and with them those of whatever plan a caller has.</summary>
internal sealed class RouteLimits(IReadOnlyList<LimitGroup> early, IReadOnlyList<LimitGroup> late)
{
    // As many as there are plans that cover the route and have limits, for as long as the snapshot lives.
    private readonly ConcurrentDictionary<IReadOnlyList<LimitGroup>, LimitSet> _withPlan = new(ReferenceEqualityComparer.Instance);

    public static RouteLimits None { get; } = new([], []);

    /// <summary>What applies before authentication; the same groups come first in every other set.</summary>
    public LimitSet Early { get; } = new(early, early.Count);

    /// <summary>What applies to a caller without a plan, or whose plan has no limits.</summary>
    public LimitSet WithoutPlan { get; } = new([.. early, .. late], early.Count);

    public LimitSet With(IReadOnlyList<LimitGroup>? plan) => plan is null or { Count: 0 }
        ? WithoutPlan
        : _withPlan.GetOrAdd(plan, static (plan, route) => new LimitSet([.. route.WithoutPlan.Groups, .. plan], route.Early.Groups.Length), this);
}
