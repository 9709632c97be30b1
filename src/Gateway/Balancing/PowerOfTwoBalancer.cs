namespace Tollgate.Gateway.Balancing;

/// <summary>The less busy of two that are drawn at random: nearly as even as the least busy of all, without everybody running to it at once.</summary>
internal sealed class PowerOfTwoBalancer(Scatter scatter) : Balancer
{
    public override Node Pick(Rotation rotation, ulong key)
    {
        var nodes = rotation.Nodes;
        if (nodes.Length == 1)
        {
            return nodes[0];
        }

        var draw = scatter.Next();
        var first = Scale((uint)draw, nodes.Length);
        var second = first + 1 + Scale((uint)(draw >> 32), nodes.Length - 1);
        var (one, other) = (nodes[first], nodes[second < nodes.Length ? second : second - nodes.Length]);
        return other.State.InFlight < one.State.InFlight ? other : one;
    }

    private static int Scale(uint draw, int count) => (int)(((ulong)draw * (ulong)count) >> 32);
}
