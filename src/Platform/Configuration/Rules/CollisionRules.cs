using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Routes that the same request would match equally well, whosever they are: hosts and paths are shared by all tenants.</summary>
internal sealed class CollisionRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        CheckRoutes(resources, findings);
        CheckDefaultVersions(resources, findings);
    }

    private static void CheckRoutes(ResourceIndex resources, Findings findings)
    {
        Dictionary<RoutePlace, FirstAtHost<Candidate>> places = [];
        foreach (var (resource, api) in Served(resources))
        {
            foreach (var candidate in CandidatesOf(resource, api))
            {
                if (!places.TryGetValue(candidate.Place, out var taken))
                {
                    places.Add(candidate.Place, taken = new FirstAtHost<Candidate>());
                }

                if (taken.Add(api.Hosts, candidate.Methods, candidate) is { } other)
                {
                    findings.Error(resource, candidate.Pointer, $"{candidate.Path} is already answered by {other.Owner.Id} ({other.At}); change the path, methods, hosts, version, conditions or priority of one of them");
                }
            }
        }
    }

    private static void CheckDefaultVersions(ResourceIndex resources, Findings findings)
    {
        Dictionary<string, FirstAtHost<Resource>> paths = [];
        foreach (var (resource, api) in Served(resources).Where(pair => pair.Config.Versioning is { Default: true }))
        {
            if (!paths.TryGetValue(api.Path, out var taken))
            {
                paths.Add(api.Path, taken = new FirstAtHost<Resource>());
            }

            if (taken.Add(api.Hosts, [], resource) is { } other)
            {
                findings.Error(resource, "/versioning/default", $"{other.Id} ({other.Node.At}) is already the default version of {api.Path}; only one can be");
            }
        }
    }

    private static IEnumerable<(Resource Resource, ApiConfig Config)> Served(ResourceIndex resources) =>
        resources.Of<ApiConfig>().Where(pair => pair.Config.Stage is not ApiStage.Draft);

    private static IEnumerable<Candidate> CandidatesOf(Resource resource, ApiConfig api)
    {
        var routes = PathTemplate.TryParse(api.Path, out _, out _) ? RoutePaths.RoutesOf(api) : [];
        for (var i = 0; i < routes.Count; i++)
        {
            if (RouteMatch.TryParse(routes[i].Match, out var match, out _) && PathTemplate.TryParse(RoutePaths.Join(api.Path, match.Template), out var path, out _))
            {
                yield return new Candidate(resource, RoutePlace.Of(api, routes[i], path), match.Methods, path, api.Routes.Count == 0 ? "/path" : $"{JsonPointer.Append("/routes", i)}/match");
            }
        }
    }

    private sealed record Candidate(Resource Owner, RoutePlace Place, IReadOnlyList<string> Methods, PathTemplate Path, string Pointer)
    {
        public Mark At => JsonPointer.Locate(Owner.Node, Pointer);
    }

    /// <summary>Who was the first at each host and method of one place.</summary>
    private sealed class FirstAtHost<T>
        where T : class
    {
        // A named host wins over a wildcard, and both over every host, so only equal ones compete; likewise methods.
        private static readonly IReadOnlyList<string> Every = [""];

        private readonly Dictionary<(string Host, string Method), (int Order, T Owner)> _first = [];
        private int _count;

        /// <summary>Adds one more; returns the first of those before that it competes with, null where there is none.</summary>
        public T? Add(IReadOnlyList<string> hosts, IReadOnlyList<string> methods, T owner)
        {
            var (order, found) = (_count++, (Order: int.MaxValue, Owner: (T?)null));
            foreach (var host in hosts.Count == 0 ? Every : hosts)
            {
                foreach (var method in methods.Count == 0 ? Every : methods)
                {
                    if (!_first.TryAdd((host, method), (order, owner)) && _first[(host, method)] is var other && other.Order != order && other.Order < found.Order)
                    {
                        found = other;
                    }
                }
            }

            return found.Owner;
        }
    }
}
