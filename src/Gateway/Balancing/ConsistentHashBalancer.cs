namespace Tollgate.Gateway.Balancing;

/// <summary>
/// The server with the highest score for the key (rendezvous hashing): the same in every process, in proportion to the weights, and when a server
/// goes or comes nothing moves but its own share.
/// </summary>
internal sealed class ConsistentHashBalancer : Balancer
{
    public override bool NeedsKey => true;

    public override Node Pick(Rotation rotation, ulong key)
    {
        var nodes = rotation.Nodes;
        var best = nodes[0];
        var highest = double.NegativeInfinity;
        foreach (var node in nodes)
        {
            // -weight / ln(u) with u uniform in (0, 1): the highest is a node's with the probability of its share.
            var score = -node.Weight / Math.Log(Scatter.Fraction(Scatter.Mix(key ^ node.Hash)) + double.Epsilon);
            if (score > highest)
            {
                (best, highest) = (node, score);
            }
        }

        return best;
    }
}
