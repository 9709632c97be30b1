using System.Runtime.InteropServices;

namespace Tollgate.Gateway.Routing;

/// <summary>One segment of the route tree. Built once, then only read.</summary>
internal sealed class RouteNode
{
    private static readonly Comparer<RouteModel> ByPrecedence = Comparer<RouteModel>.Create(static (left, right) =>
    {
        var byPriority = right.Priority.CompareTo(left.Priority);
        if (byPriority != 0)
        {
            return byPriority;
        }

        var byConditions = right.Conditions.Count.CompareTo(left.Conditions.Count);
        return byConditions != 0 ? byConditions : (left.Api.VersionRule is null).CompareTo(right.Api.VersionRule is null);
    });

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

    public void AddRoute(RouteModel route) => (_routes ??= []).Add(route);

    public void AddCatchAll(RouteModel route) => (_catchAll ??= []).Add(route);

    /// <summary>Puts the routes here and below in order: those that are as good stay as they were added.</summary>
    public void Sort()
    {
        Sort(_routes);
        Sort(_catchAll);
        Parameter?.Sort();
        foreach (var child in _literals.Values)
        {
            child.Sort();
        }
    }

    private static void Sort(List<RouteModel>? routes)
    {
        if (routes?.Count > 1)
        {
            var sorted = routes.Order(ByPrecedence).ToList();
            routes.Clear();
            routes.AddRange(sorted);
        }
    }
}
