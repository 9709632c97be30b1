using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Effective;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>What routes require of their callers: something that the credentials they accept can show, after inheritance.</summary>
internal sealed class RequirementRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        // Most routes have their list from the API, so it is read once.
        Dictionary<Node, TextNode?> tokensOnly = new(ReferenceEqualityComparer.Instance);
        foreach (var (resource, _) in resources.Of<ApiConfig>())
        {
            foreach (var (route, settings, pointer) in Inheritance.OfRoutes(resource, Inheritance.OfApi(resource, resources), resources))
            {
                Check(resource, route, settings, pointer, tokensOnly, findings);
            }
        }
    }

    private static void Check(Resource resource, MapNode route, MapNode settings, string pointer, Dictionary<Node, TextNode?> tokensOnly, Findings findings)
    {
        if (settings.Find("require")?.Value is not ListNode { Items.Count: > 0 } required)
        {
            return;
        }

        var key = route.Find("require") is not null ? "require" : route.Find("access") is not null ? "access" : "require";
        var access = settings.Find("access")?.Value;
        if (access is TextNode)
        {
            findings.Error(resource, $"{pointer}/{key}", "everybody may call this route, so nothing can be required of the caller; accept a credential, or write 'require: null' here");
            return;
        }

        if (!tokensOnly.TryGetValue(required, out var hopeless))
        {
            hopeless = required.Items.OfType<TextNode>().FirstOrDefault(item => Requirement.Parse(item.Value).Options.All(option => option.Kind is not ConditionKind.Scope));
            tokensOnly.Add(required, hopeless);
        }

        if (hopeless is not null && !AcceptsTokens(access))
        {
            findings.Error(resource, $"{pointer}/{key}", $"'{hopeless.Value}' never holds, since API keys have scopes but no roles or claims; accept tokens with 'access: {{ jwt: … }}', or require a scope");
        }
    }

    internal static bool AcceptsTokens(Node? access) => access is MapNode map
        && (map.Find("jwt") is not null || (map.Find("all")?.Value as ListNode)?.Items.OfType<MapNode>().Any(item => item.Find("jwt") is not null) is true);
}
