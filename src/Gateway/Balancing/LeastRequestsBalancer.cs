namespace Tollgate.Gateway.Balancing;

/// <summary>The server with the fewest requests under way; equals in turn.</summary>
internal sealed class LeastRequestsBalancer : Balancer
{
    private uint _turn = uint.MaxValue;

    public override Node Pick(Rotation rotation, ulong key)
    {
        var nodes = rotation.Nodes;
        var start = (int)(Interlocked.Increment(ref _turn) % (uint)nodes.Length);
        var best = nodes[start];
        for (var step = 1; step < nodes.Length && best.State.InFlight > 0; step++)
        {
            var node = nodes[(start + step) % nodes.Length];
            if (node.State.InFlight < best.State.InFlight)
            {
                best = node;
            }
        }

        return best;
    }
}
