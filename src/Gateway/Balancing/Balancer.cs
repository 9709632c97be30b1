using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Balancing;

/// <summary>Chooses among the servers that may get a request.</summary>
internal abstract class Balancer
{
    /// <summary>Whether <see cref="Pick"/> looks at the key.</summary>
    public virtual bool NeedsKey => false;

    /// <summary>The one that gets the request; there is at least one.</summary>
    public abstract Node Pick(Rotation rotation, ulong key);

    public static Balancer Of(BalanceMethod method) => method switch
    {
        BalanceMethod.LeastRequests => new LeastRequestsBalancer(),
        BalanceMethod.RoundRobin => new RoundRobinBalancer(),
        BalanceMethod.Weighted => new WeightedBalancer(),
        BalanceMethod.ConsistentHash => new ConsistentHashBalancer(),
        _ => new PowerOfTwoBalancer(new Scatter((ulong)Environment.TickCount64)),
    };
}
