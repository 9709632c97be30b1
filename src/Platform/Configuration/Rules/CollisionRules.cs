using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Routes that the same request would match equally well, whosever they are: hosts and paths are shared by all tenants.</summary>
internal sealed class CollisionRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        var candidates = resources.Of<ApiConfig>().Where(pair => pair.Config.Stage is not ApiStage.Draft).SelectMany(pair => CandidatesOf(pair.Resource, pair.Config));
        foreach (var group in candidates.GroupBy(candidate => candidate.Shape).Select(group => group.ToList()))
        {
            for (var i = 1; i < group.Count; i++)
            {
                if (group.Take(i).FirstOrDefault(group[i].CollidesWith) is { } other)
                {
                    findings.Error(group[i].Owner, group[i].Pointer, $"{group[i].Path} is already answered by {other.Owner.Id} ({other.At}); change the path, methods, hosts, version, conditions or priority of one of them");
                }
            }
        }

        CheckDefaultVersions(resources, findings);
    }

    private static void CheckDefaultVersions(ResourceIndex resources, Findings findings)
    {
        var groups = resources.Of<ApiConfig>()
            .Where(pair => pair.Config is { Stage: not ApiStage.Draft, Versioning.Default: true })
            .GroupBy(pair => pair.Config.Path);
        foreach (var group in groups.Select(group => group.ToList()))
        {
            for (var i = 1; i < group.Count; i++)
            {
                if (group.Take(i).FirstOrDefault(earlier => ShareHost(earlier.Config.Hosts, group[i].Config.Hosts)).Resource is { } other)
                {
                    findings.Error(group[i].Resource, "/versioning/default", $"{other.Id} ({other.Node.At}) is already the default version of {group[i].Config.Path}; only one can be");
                }
            }
        }
    }

    private static IEnumerable<Candidate> CandidatesOf(Resource resource, ApiConfig api)
    {
        var routes = RoutePaths.RoutesOf(api);
        for (var i = 0; i < routes.Count; i++)
        {
            if (PathTemplate.TryParse(api.Path, out _, out _) && RouteMatch.TryParse(routes[i].Match, out var match, out _)
                && PathTemplate.TryParse(RoutePaths.Join(api.Path, match.Template), out var path, out _))
            {
                yield return new Candidate(resource, api, routes[i], match.Methods, path, api.Routes.Count == 0 ? "/path" : $"{JsonPointer.Append("/routes", i)}/match");
            }
        }
    }

    // A named host wins over a wildcard, and both over every host, so only equal ones compete.
    private static bool ShareHost(IReadOnlyList<string> a, IReadOnlyList<string> b) => a.Count == 0 ? b.Count == 0 : a.Any(b.Contains);

    private sealed record Candidate(Resource Owner, ApiConfig Api, RouteConfig Route, IReadOnlyList<string> Methods, PathTemplate Path, string Pointer)
    {
        /// <summary>The path without the names of its parameters: they tell no requests apart.</summary>
        public string Shape { get; } = string.Concat(Path.Segments.Select(segment => segment.Kind switch
        {
            PathSegmentKind.Literal => $"/{segment.Text}",
            PathSegmentKind.Parameter => "/{}",
            _ => "/{*}",
        }));

        public Mark At => JsonPointer.Locate(Owner.Node, Pointer);

        public bool CollidesWith(Candidate other) =>
            Route.Priority == other.Route.Priority
            && ShareHost(Api.Hosts, other.Api.Hosts)
            && Version(Api) == Version(other.Api)
            && (Methods.Count == 0 ? other.Methods.Count == 0 : Methods.Any(other.Methods.Contains))
            && Same(Route.When?.Query, other.Route.When?.Query, StringComparer.Ordinal)
            && Same(Route.When?.Headers, other.Route.When?.Headers, StringComparer.OrdinalIgnoreCase);

        private static (VersionLocation, string, string?)? Version(ApiConfig api) =>
            api.Versioning is { } versioning ? (versioning.By, versioning.EffectiveName, api.Version) : null;

        private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b, StringComparer names) =>
            (a?.Count ?? 0) == (b?.Count ?? 0)
            && (a is null || a.All(pair => b!.Any(other => names.Equals(other.Key, pair.Key) && other.Value == pair.Value)));
    }
}
