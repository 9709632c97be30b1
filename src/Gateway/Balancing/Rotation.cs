namespace Tollgate.Gateway.Balancing;

/// <summary>The servers that may get requests at the moment; made anew when that changes.</summary>
internal sealed class Rotation
{
    private int[]? _schedule;

    public required Node[] Nodes { get; init; }

    /// <summary>Indexes of <see cref="Nodes"/> in the order in which their weights take turns; made for the first who asks.</summary>
    public int[] Schedule => _schedule ??= Spread(Nodes);

    /// <summary>Those that have their full share, when others are still on their way to it; null when all have.</summary>
    public Rotation? Settled { get; init; }

    /// <summary>Servers whose breaker is not closed, and when each lets a request through.</summary>
    public IReadOnlyList<(Node Node, TimeSpan At)> Waiting { get; init; } = [];

    /// <summary>Whether one of them has a request already, whose outcome may come at any time.</summary>
    public bool HasTrial { get; init; }

    /// <summary>Whether too few are left to be choosy.</summary>
    public bool Panic { get; init; }

    /// <summary>The state of the servers that this was made from.</summary>
    public int Version { get; init; }

    /// <summary>When it has to be made anew even if nothing happens.</summary>
    public TimeSpan ValidUntil { get; init; } = TimeSpan.MaxValue;

    public static Rotation Of(Node[] nodes) => new() { Nodes = nodes };

    // Smooth weighted round robin: at each turn everyone gains its weight, and the richest pays all of it. In the end everyone had its share, spread
    // as evenly as possible.
    private static int[] Spread(Node[] nodes)
    {
        var divisor = nodes.Select(node => node.Weight).Aggregate(0, GreatestCommonDivisor);
        var total = nodes.Sum(node => node.Weight);
        var credit = new int[nodes.Length];
        var schedule = new int[total / Math.Max(divisor, 1)];
        for (var turn = 0; turn < schedule.Length; turn++)
        {
            var richest = 0;
            for (var index = 0; index < nodes.Length; index++)
            {
                credit[index] += nodes[index].Weight;
                richest = credit[index] > credit[richest] ? index : richest;
            }

            credit[richest] -= total;
            schedule[turn] = richest;
        }

        return schedule;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
