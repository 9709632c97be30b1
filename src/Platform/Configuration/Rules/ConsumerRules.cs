using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Client ids: each stands for one consumer of a tenant.</summary>
internal sealed class ConsumerRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        Dictionary<(string Tenant, string ClientId), Resource> owners = [];
        foreach (var (resource, consumer) in resources.Of<ConsumerConfig>())
        {
            for (var i = 0; i < consumer.ClientIds.Count; i++)
            {
                var id = (consumer.Tenant, consumer.ClientIds[i]);
                if (!owners.TryAdd(id, resource))
                {
                    findings.Error(resource, JsonPointer.Append("/clientIds", i), owners[id] == resource
                        ? $"'{consumer.ClientIds[i]}' appears twice; remove one"
                        : $"'{consumer.ClientIds[i]}' already belongs to {owners[id].Id} ({owners[id].Node.At}); tokens of one client are those of one consumer");
                }
            }
        }
    }
}
