namespace Tollgate.Gateway.Balancing;

/// <summary>A server of an upstream in one snapshot.</summary>
/// <param name="state">What is known of it at run time; outlives the snapshot.</param>
/// <param name="weight">Its share compared with the others'.</param>
internal sealed class Node(DestinationState state, int weight)
{
    public DestinationState State => state;

    public int Weight => weight;

    /// <summary>The same in every process.</summary>
    public ulong Hash { get; } = Scatter.Hash(state.Destination.Address.AbsoluteUri);
}
