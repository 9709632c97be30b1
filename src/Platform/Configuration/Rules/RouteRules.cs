using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Routes: what they match, what they are called, what else a request must carry, what is sent upstream.</summary>
internal sealed class RouteRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, api) in resources.Of<ApiConfig>())
        {
            HashSet<string> names = [];
            for (var i = 0; i < api.Routes.Count; i++)
            {
                var pointer = JsonPointer.Append("/routes", i);
                var report = (string key, string message) => findings.Error(resource, $"{pointer}/{key}", message);
                CheckMatch(api, api.Routes[i], report);
                CheckConditions(api.Routes[i].When, report);
                if (api.Routes[i].Name is { } name && !names.Add(name))
                {
                    report("name", $"another route of this API is called '{name}'; give one of them another name");
                }
            }
        }
    }

    private static void CheckMatch(ApiConfig api, RouteConfig route, Action<string, string> report)
    {
        if (!RouteMatch.TryParse(route.Match, out var match, out var error))
        {
            report("match", error);
            return;
        }

        if (api.Path == "/" && PathRules.ReservedSegment(match.Template) is { } reserved)
        {
            report("match", reserved);
        }
        else if (PathTemplate.TryParse(api.Path, out _, out _) && !PathTemplate.TryParse(RoutePaths.Join(api.Path, match.Template), out _, out error))
        {
            report("match", $"with the API's path in front: {error}");
        }

        if (route.Idempotency is IdempotencyDemand.Required && match.Methods.Count > 0 && !match.Methods.Any(method => method is "POST" or "PATCH"))
        {
            report("idempotency", "the route takes neither POST nor PATCH, and nothing else needs a key; remove it");
        }

        if (route.Rewrite is { } rewrite)
        {
            CheckRewrite(rewrite, match.Template, report);
        }
    }

    private static void CheckRewrite(string rewrite, PathTemplate template, Action<string, string> report)
    {
        if (!PathTemplate.TryParse(rewrite, out var target, out var error))
        {
            report("rewrite", error);
            return;
        }

        foreach (var parameter in target.Segments.Where(segment => segment.Kind is not PathSegmentKind.Literal && !template.Segments.Contains(segment)))
        {
            var known = template.Segments.Where(segment => segment.Kind is not PathSegmentKind.Literal).Select(RoutePaths.Write).ToList();
            report("rewrite", $"'{RoutePaths.Write(parameter)}' is not in 'match'; {(known.Count == 0 ? "it has no parameters" : $"it has {string.Join(", ", known)}")}");
        }
    }

    private static void CheckConditions(ConditionsConfig? when, Action<string, string> report)
    {
        foreach (var (name, value) in when?.Headers ?? new Dictionary<string, string>())
        {
            var at = JsonPointer.Append("when/headers", name);
            if (!HttpNames.IsToken(name))
            {
                report(at, $"'{name}' is not a header name; use letters, digits and hyphens");
            }
            else if (string.Equals(name, "Host", StringComparison.OrdinalIgnoreCase))
            {
                report(at, "the host is matched by the API's 'hosts'; write it there");
            }
            else if (value.Length == 0 || value.Trim() != value)
            {
                report(at, "a header's value is not empty and has no spaces around it; write '*' for any value");
            }
        }

        foreach (var group in (when?.Headers.Keys ?? []).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            report(JsonPointer.Append("when/headers", group.Last()), $"header names ignore case, so this is '{group.First()}' again; remove one");
        }

        if (when?.Query.ContainsKey("") is true)
        {
            report("when/query", "a query parameter has a name; write one");
        }
    }
}
