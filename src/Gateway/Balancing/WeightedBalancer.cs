namespace Tollgate.Gateway.Balancing;

/// <summary>One after the other, each as often as its weight says, and never in a row where that can be helped.</summary>
internal sealed class WeightedBalancer : Balancer
{
    private uint _turn = uint.MaxValue;

    public override Node Pick(Rotation rotation, ulong key)
    {
        var schedule = rotation.Schedule;
        return rotation.Nodes[schedule[(int)(Interlocked.Increment(ref _turn) % (uint)schedule.Length)]];
    }
}
