using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Effective;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>
/// Bounds on what a configuration multiplies into: routes by hosts and methods, and what routes inherit by routes. A short document can
/// say very much that way, and every gateway would have to hold it.
/// </summary>
internal sealed class SizeRules : IRule
{
    /// <summary>Entries of <c>require</c> in one list.</summary>
    public const int MostRequirements = 64;

    /// <summary>Policies that one API or route uses.</summary>
    public const int MostPolicies = 16;

    /// <summary>Routes of all APIs, each as often as it has hosts and methods.</summary>
    public const int MostPlaces = 500_000;

    /// <summary>Characters of all APIs with what their routes inherit, about.</summary>
    public const long MostCharacters = 64L << 20;

    public void Check(ResourceIndex resources, Findings findings)
    {
        var before = findings.Errors.Count;
        CheckLists(resources, findings);
        if (findings.Errors.Count == before)
        {
            CheckPlaces(resources, findings);
            CheckCharacters(resources, findings);
        }
    }

    private static void CheckLists(ResourceIndex resources, Findings findings)
    {
        foreach (var resource in resources.All)
        {
            foreach (var (pointer, settings) in RouteSettings.Of(resource))
            {
                Check("limits", settings.Limits.Count, LimitRules.Most);
                Check("requirements", settings.Require.Count, MostRequirements, "require");
                Check("policies", ((settings as ApiConfig)?.Use ?? (settings as RouteConfig)?.Use ?? []).Count, MostPolicies, "use");

                void Check(string things, int count, int most, string? key = null)
                {
                    if (count > most)
                    {
                        findings.Error(resource, $"{pointer}/{key ?? things}", $"{count} {things} in one place are too many; write at most {most}");
                    }
                }
            }

            if (resource.Config is PlanConfig { Limits.Count: > LimitRules.Most } plan)
            {
                findings.Error(resource, "/limits", $"{plan.Limits.Count} limits in one place are too many; write at most {LimitRules.Most}");
            }
        }
    }

    private static void CheckPlaces(ResourceIndex resources, Findings findings)
    {
        var places = 0L;
        foreach (var (resource, api) in resources.Of<ApiConfig>())
        {
            places += Math.Max(1, api.Hosts.Count) * RoutePaths.RoutesOf(api).Sum(route => 1L + route.Match.AsSpan().Count(','));
            if (places > MostPlaces)
            {
                findings.Error(resource, "", $"with this API there are {places} routes, counting each for every host and method, and {MostPlaces} are the most; write hosts as a wildcard, or paths with parameters");
                return;
            }
        }
    }

    private static void CheckCharacters(ResourceIndex resources, Findings findings)
    {
        var (characters, weights) = (0L, new Dictionary<Node, long>(ReferenceEqualityComparer.Instance));
        foreach (var (resource, _) in resources.Of<ApiConfig>())
        {
            characters += Weight(resource.Node);
            var inherited = Inheritance.OfApi(resource, resources);
            foreach (var (_, settings, pointer) in Inheritance.OfRoutes(resource, inherited, resources))
            {
                // Addresses that a route has from its API are not written again with the route.
                characters += settings.Entries.Where(entry => entry.Key != "ip" || !ReferenceEquals(inherited.Find("ip")?.Value, entry.Value)).Sum(entry => Inherited(entry.Value));
                if (characters > MostCharacters)
                {
                    findings.Error(resource, pointer, $"with this route the configuration has more than {MostCharacters >> 20} MiB, counting for every route what it inherits; write less that is inherited, or fewer routes");
                    return;
                }
            }
        }

        long Inherited(Node node)
        {
            if (!weights.TryGetValue(node, out var weight))
            {
                weights.Add(node, weight = Weight(node));
            }

            return weight;
        }
    }

    // About what its JSON takes.
    private static long Weight(Node node) => node switch
    {
        MapNode map => 2 + map.Entries.Sum(entry => entry.Key.Length + 4 + Weight(entry.Value)),
        ListNode list => 2 + list.Items.Sum(item => 1 + Weight(item)),
        TextNode text => text.Value.Length + 2,
        NumberNode number => number.Text.Length,
        _ => 5,
    };
}
