namespace Tollgate.Gateway.Balancing;

/// <summary>One after the other.</summary>
internal sealed class RoundRobinBalancer : Balancer
{
    private uint _turn = uint.MaxValue;

    public override Node Pick(Rotation rotation, ulong key) =>
        rotation.Nodes[(int)(Interlocked.Increment(ref _turn) % (uint)rotation.Nodes.Length)];
}
