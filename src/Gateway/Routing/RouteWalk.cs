namespace Tollgate.Gateway.Routing;

/// <summary>
/// One search through a route tree: at each segment the literal child first, then the parameter, then the catch-all. A branch
/// that ends in a route for another method or version is left again, so that a less specific route can answer.
/// </summary>
internal ref struct RouteWalk(in RouteRequest request, ref RouteCaptures captures)
{
    private readonly ref readonly RouteRequest _request = ref request;
    private readonly ref RouteCaptures _captures = ref captures;
    private readonly ReadOnlySpan<char> _path = request.Path;

    /// <summary>Collects routes that fit but for their method or version, when set.</summary>
    public List<RouteModel>? NearMisses { get; init; }

    /// <summary>Collects routes that an announced request may match but for its headers, when set.</summary>
    public List<RouteModel>? Candidates { get; init; }

    public readonly ReadOnlySpan<char> Host => _request.Host;

    public RouteModel? Found { get; private set; }

    public RouteMiss Miss { get; private set; }

    /// <summary>Looks below a node for the segments from a position on, which is just after a slash, or the end.</summary>
    public bool Search(RouteNode node, int position, int parameters)
    {
        if (position >= _path.Length)
        {
            return Select(node.Routes) || TakeRest(node, _path.Length, parameters);
        }

        var slash = _path[position..].IndexOf('/');
        var end = slash < 0 ? _path.Length : position + slash;
        var next = slash < 0 ? end : end + 1;
        if (node.Literal(_path[position..end]) is { } literal && Search(literal, next, parameters))
        {
            return true;
        }

        if (node.Parameter is { } parameter)
        {
            _captures[parameters] = position..end;
            if (Search(parameter, next, parameters + 1))
            {
                return true;
            }
        }

        return TakeRest(node, position, parameters);
    }

    private bool TakeRest(RouteNode node, int position, int parameters)
    {
        if (!Select(node.CatchAll))
        {
            return false;
        }

        _captures[parameters] = position.._path.Length;
        return true;
    }

    private bool Select(ReadOnlySpan<RouteModel> routes)
    {
        foreach (var route in routes)
        {
            if (!ConditionsHold(route))
            {
                continue;
            }

            if (!route.Methods.Contains(_request.Method))
            {
                Note(route, RouteMiss.MethodNotAllowed);
            }
            else if (route.Api.VersionRule is { } version && !version.Holds(_request))
            {
                Note(route, RouteMiss.VersionUnknown);
            }
            else if (Candidates is not null && route.DependsOnHeaders)
            {
                Candidates.Add(route);
            }
            else
            {
                Found = route;
                return true;
            }
        }

        return false;
    }

    private readonly bool ConditionsHold(RouteModel route)
    {
        for (var index = 0; index < route.Conditions.Count; index++)
        {
            if (!route.Conditions[index].Holds(_request))
            {
                return false;
            }
        }

        return true;
    }

    private void Note(RouteModel route, RouteMiss miss)
    {
        Miss = miss > Miss ? miss : Miss;
        NearMisses?.Add(route);
    }
}
