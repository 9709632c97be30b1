using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>The consumers that identity providers know, by client id, with what they are subscribed to.</summary>
internal sealed class ConsumerTable
{
    // By tenant and client id.
    private readonly Dictionary<string, Dictionary<string, KnownConsumer>> _consumers = [];

    public ConsumerTable(ResourceSet resources, PlanTable plans)
    {
        var subscriptions = resources.Subscriptions.ToLookup(subscription => $"{subscription.Tenant}/{subscription.Consumer}");
        foreach (var consumer in resources.Consumers.Where(consumer => consumer.ClientIds.Count > 0))
        {
            if (!_consumers.TryGetValue(consumer.Tenant, out var ofTenant))
            {
                _consumers.Add(consumer.Tenant, ofTenant = []);
            }

            var known = new KnownConsumer(consumer.Name, [.. subscriptions[$"{consumer.Tenant}/{consumer.Name}"]], plans);
            foreach (var id in consumer.ClientIds)
            {
                ofTenant.Add(id, known);
            }
        }
    }

    public KnownConsumer? Find(string tenant, string clientId) => _consumers.TryGetValue(tenant, out var ofTenant) ? ofTenant.GetValueOrDefault(clientId) : null;
}

/// <summary>A consumer with its subscriptions.</summary>
internal sealed class KnownConsumer(string name, IReadOnlyList<SubscriptionConfig> subscriptions, PlanTable plans)
{
    public string Name => name;

    /// <summary>
    /// The subscription on whose account calls of an API go: of those that cover it the first by name that isn't suspended, or else the first.
    /// </summary>
    public SubscriptionConfig? SubscriptionTo(ApiModel api) => subscriptions
        .Where(subscription => plans.Covers(subscription.Tenant, subscription.Plan, api))
        .OrderBy(subscription => subscription.Suspended)
        .ThenBy(subscription => subscription.Name, StringComparer.Ordinal)
        .FirstOrDefault();
}
