using Tollgate.Platform.Configuration;

namespace Tollgate.Gateway.Routing;

/// <summary>
/// All routes of a snapshot: a tree per host, then per path segment. An exact host goes before a wildcard, the longer wildcard
/// before the shorter, and routes for every host come last.
/// </summary>
internal sealed class RouteTable
{
    private readonly RouteNode _everyHost = new();
    private readonly Dictionary<string, RouteNode> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RouteNode> _wildcards = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<RouteModel> _routes = [];

    /// <summary>Every route once, in the order they were added.</summary>
    public IReadOnlyList<RouteModel> Routes => _routes;

    /// <param name="host">An exact name, <c>*.example.com</c>, or null for every host.</param>
    /// <param name="segments">The whole template, at most <see cref="PathTemplate.MaxParameters"/> parameters.</param>
    /// <param name="route">What is found there.</param>
    public void Add(string? host, IEnumerable<PathSegment> segments, RouteModel route)
    {
        if (_routes.Count == 0 || _routes[^1] != route)
        {
            _routes.Add(route);
        }

        var node = RootFor(host);
        foreach (var segment in segments)
        {
            switch (segment.Kind)
            {
                case PathSegmentKind.Literal:
                    node = node.AddLiteral(segment.Text);
                    break;
                case PathSegmentKind.Parameter:
                    node = node.AddParameter();
                    break;
                default:
                    node.AddCatchAll(route);
                    return;
            }
        }

        node.AddRoute(route);
    }

    /// <summary>Ends the adding: to be called once, before the first request.</summary>
    public void Complete()
    {
        foreach (var root in (IEnumerable<RouteNode>)[_everyHost, .. _hosts.Values, .. _wildcards.Values])
        {
            root.Sort();
        }
    }

    /// <summary>Finds the route of a request and where its parameters lie in the path.</summary>
    public RouteResult Match(in RouteRequest request, ref RouteCaptures captures)
    {
        var walk = Search(new RouteWalk(request, ref captures));
        return new RouteResult(walk.Found, walk.Miss);
    }

    /// <summary>The routes whose host, path and conditions fit a request but whose method or version doesn't: for explaining a miss.</summary>
    public IReadOnlyList<RouteModel> NearMisses(RouteRequest request)
    {
        List<RouteModel> nearMisses = [];
        var captures = new RouteCaptures();
        Search(new RouteWalk(request, ref captures) { NearMisses = nearMisses });
        return nearMisses;
    }

    /// <summary>Every route that an announced request may match, whatever its headers will be; the best first.</summary>
    public IReadOnlyList<RouteModel> Candidates(RouteRequest announced)
    {
        List<RouteModel> candidates = [];
        var captures = new RouteCaptures();
        if (Search(new RouteWalk(announced, ref captures) { Candidates = candidates }).Found is { } certain)
        {
            candidates.Add(certain);
        }

        return candidates;
    }

    private RouteWalk Search(RouteWalk walk)
    {
        if (_hosts.Count + _wildcards.Count > 0)
        {
            SearchHosts(ref walk);
        }

        if (walk.Found is null)
        {
            walk.Search(_everyHost, 1, 0);
        }

        return walk;
    }

    private void SearchHosts(ref RouteWalk walk)
    {
        var host = WithoutPort(walk.Host);
        if (_hosts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(host, out var exact) && walk.Search(exact, 1, 0))
        {
            return;
        }

        var wildcards = _wildcards.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var dot = host.IndexOf('.'); dot >= 0; dot = host.IndexOf('.'))
        {
            host = host[(dot + 1)..];
            if (wildcards.TryGetValue(host, out var wildcard) && walk.Search(wildcard, 1, 0))
            {
                return;
            }
        }
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }

    private RouteNode RootFor(string? host)
    {
        if (host is null)
        {
            return _everyHost;
        }

        var (table, key) = host.StartsWith("*.", StringComparison.Ordinal) ? (_wildcards, host[2..]) : (_hosts, host);
        if (!table.TryGetValue(key, out var root))
        {
            table.Add(key, root = new RouteNode());
        }

        return root;
    }
}
