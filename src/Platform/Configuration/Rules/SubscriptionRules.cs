using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Credentials;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Keys in documents: at most two in a subscription, with names of their own, and no key in two places.</summary>
internal sealed class SubscriptionRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        Dictionary<string, Resource> owners = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (resource, subscription) in resources.Of<SubscriptionConfig>())
        {
            if (subscription.Keys.Count > KeyRing.MaxLiveKeys)
            {
                findings.Error(resource, "/keys", "a subscription has at most two keys, so that one can replace the other; remove some");
            }

            HashSet<string> names = [];
            for (var i = 0; i < subscription.Keys.Count; i++)
            {
                var key = subscription.Keys[i];
                var pointer = JsonPointer.Append("/keys", i);
                if (!names.Add(key.Name))
                {
                    findings.Error(resource, $"{pointer}/name", $"another key of this subscription is called '{key.Name}'; give one of them another name");
                }

                if (!owners.TryAdd(key.Hash, resource))
                {
                    findings.Error(resource, $"{pointer}/hash", $"this key already belongs to {owners[key.Hash].Id} ({owners[key.Hash].Node.At}); make another key");
                }
            }
        }
    }
}
