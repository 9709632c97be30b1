using System.Runtime.InteropServices;

namespace Tollgate.Gateway.Routing;

/// <summary>One segment of the route tree. Built once, then only read.</summary>
internal sealed class RouteNode
{
    private static readonly Comparison<RouteModel> ByPrecedence = (left, right) =>
    {
        var byPriority = right.Priority.CompareTo(left.Priority);
        if (byPriority != 0)
        {
            return byPriority;
        }

        var byConditions = right.Conditions.Count.CompareTo(left.Conditions.Count);
        return byConditions != 0 ? byConditions : (left.Api.VersionRule is null).CompareTo(right.Api.VersionRule is null);
    };

    private readonly Dictionary<string, RouteNode> _literals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteNode>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private List<RouteModel>? _routes;
    private List<RouteModel>? _catchAll;

    public RouteNode() => _bySpan = _literals.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The child for any one segment.</summary>
    public RouteNode? Parameter { get; private set; }

    /// <summary>Routes whose template ends here, best first.</summary>
    public ReadOnlySpan<RouteModel> Routes => CollectionsMarshal.AsSpan(_routes);

    /// <summary>Routes whose template takes the rest of the path from here, best first.</summary>
    public ReadOnlySpan<RouteModel> CatchAll => CollectionsMarshal.AsSpan(_catchAll);

    public RouteNode? Literal(ReadOnlySpan<char> segment) =>
        _literals.Count != 0 && _bySpan.TryGetValue(segment, out var child) ? child : null;

    public RouteNode AddLiteral(string segment)
    {
        if (!_literals.TryGetValue(segment, out var child))
        {
            _literals.Add(segment, child = new RouteNode());
        }

        return child;
    }

    public RouteNode AddParameter() => Parameter ??= new RouteNode();

    public void AddRoute(RouteModel route) => Insert(_routes ??= [], route);

    public void AddCatchAll(RouteModel route) => Insert(_catchAll ??= [], route);

    // Behind those that are as good: the order in which they were added decides then.
    private static void Insert(List<RouteModel> routes, RouteModel route)
    {
        var (from, to) = (0, routes.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = ByPrecedence(routes[middle], route) > 0 ? (from, middle) : (middle + 1, to);
        }

        routes.Insert(from, route);
    }
}
