using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Networks;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Address lists: addresses and networks, and at least one of them.</summary>
internal sealed class IpRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var resource in resources.All)
        {
            foreach (var (pointer, settings) in RouteSettings.Of(resource))
            {
                if (settings.Ip is { Allow: null, Deny: null })
                {
                    findings.Error(resource, $"{pointer}/ip", "it names no address; write 'allow: [10.0.0.0/8]' or 'deny: [203.0.113.7]', or remove 'ip'");
                }

                CheckList(settings.Ip?.Allow, $"{pointer}/ip/allow", resource, findings);
                CheckList(settings.Ip?.Deny, $"{pointer}/ip/deny", resource, findings);
            }
        }
    }

    private static void CheckList(IReadOnlyList<string>? networks, string pointer, Resource resource, Findings findings)
    {
        if (networks is { Count: 0 })
        {
            findings.Error(resource, pointer, "the list is empty; write at least one address or network, or remove the key");
        }

        HashSet<NetworkRange> seen = [];
        for (var i = 0; i < networks?.Count; i++)
        {
            if (!NetworkRange.TryParse(networks[i], out var range, out var error))
            {
                findings.ErrorInList(resource, pointer, i, error);
            }
            else if (!seen.Add(range))
            {
                findings.ErrorInList(resource, pointer, i, $"'{networks[i]}' appears twice; remove one");
            }
        }
    }
}
