using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Effective;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>What limits are counted by is something that the callers of their routes have, after inheritance.</summary>
internal sealed class LimitKeyRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, _) in resources.Of<ApiConfig>())
        {
            foreach (var (_, settings, pointer) in Inheritance.OfRoutes(resource, Inheritance.OfApi(resource, resources), resources))
            {
                Check(resource, settings, pointer, findings);
            }
        }
    }

    private static void Check(Resource resource, MapNode settings, string route, Findings findings)
    {
        if (settings.Find("limits")?.Value is not ListNode limits)
        {
            return;
        }

        if (limits.Items.Count > LimitRules.Most)
        {
            findings.Error(resource, $"{route}/limits", $"{limits.Items.Count} limits apply to this route; {LimitRules.Most} are the most");
        }

        var access = settings.Find("access")?.Value;
        foreach (var limit in limits.Items.OfType<MapNode>())
        {
            var by = limit.Text("by") ?? LimitConfig.ByConsumer;
            var name = limit.Text("name");
            if (access is TextNode && by is not ("ip" or "api") && !by.StartsWith("header:", StringComparison.Ordinal))
            {
                findings.Error(resource, $"{route}/limits", $"everybody may call this route, so '{name}' can't tell callers apart by {by}; write a limit '{name}' here with 'by: ip', or 'limits: null' for none");
            }
            else if (access is not TextNode && by.StartsWith("claim:", StringComparison.Ordinal) && !RequirementRules.AcceptsTokens(access))
            {
                findings.Error(resource, $"{route}/limits", $"'{name}' counts by {by}, but API keys have no claims; accept tokens with 'access: {{ jwt: … }}', or count by consumer");
            }
        }
    }
}
