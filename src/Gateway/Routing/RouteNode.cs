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

    public RouteNode() => _bySpan = _literals.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The child for any one segment.</summary>
    public RouteNode? Parameter { get; private set; }

    /// <summary>Routes whose template ends here, best first.</summary>
    public RouteModel[] Routes { get; private set; } = [];

    /// <summary>Routes whose template takes the rest of the path from here, best first.</summary>
    public RouteModel[] CatchAll { get; private set; } = [];

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

    public void AddRoute(RouteModel route) => Routes = Insert(Routes, route);

    public void AddCatchAll(RouteModel route) => CatchAll = Insert(CatchAll, route);

    private static RouteModel[] Insert(RouteModel[] routes, RouteModel route)
    {
        var position = Array.FindIndex(routes, existing => ByPrecedence(existing, route) > 0);
        return position < 0 ? [.. routes, route] : [.. routes[..position], route, .. routes[position..]];
    }
}
