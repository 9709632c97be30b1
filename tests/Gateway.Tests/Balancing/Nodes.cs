using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Tests.Snapshots;

namespace Tollgate.Gateway.Tests.Balancing;

/// <summary>Servers that nobody calls.</summary>
internal static class Nodes
{
    public static Node[] Of(params int[] weights) => Of(Compilers.Events(), weights);

    public static Node[] Of(ResilienceEvents events, params int[] weights) =>
        [.. weights.Select((weight, index) => new Node(new DestinationState("u", new Destination(new Uri($"http://10.0.0.{index + 1}")), null, events), weight))];

    public static Node[] WithLoads(params int[] loads)
    {
        var nodes = Of([.. loads.Select(_ => 1)]);
        foreach (var (node, load) in nodes.Zip(loads))
        {
            for (var request = 0; request < load; request++)
            {
                node.State.Enter();
            }
        }

        return nodes;
    }
}
