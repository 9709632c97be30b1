using System.Text.Json;
using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Shapes;

namespace Tollgate.Platform.Configuration.Resources;

/// <summary>A kind of resource, named by the first key of its document.</summary>
internal sealed record ResourceKind(string Key, Type Type)
{
    private readonly Lazy<ObjectShape> _shape = new(() => ModelShapes.Of(Type));

    public static ResourceKind Api { get; } = new("api", typeof(ApiConfig));

    public static ResourceKind Upstream { get; } = new("upstream", typeof(UpstreamConfig));

    public static ResourceKind Plan { get; } = new("plan", typeof(PlanConfig));

    public static ResourceKind Consumer { get; } = new("consumer", typeof(ConsumerConfig));

    public static ResourceKind Subscription { get; } = new("subscription", typeof(SubscriptionConfig));

    public static ResourceKind Tenant { get; } = new("tenant", typeof(TenantConfig));

    public static ResourceKind Policy { get; } = new("policy", typeof(PolicyConfig));

    public static IReadOnlyList<ResourceKind> All { get; } = [Api, Upstream, Plan, Consumer, Subscription, Tenant, Policy];

    public static IEnumerable<string> Keys => All.Select(kind => kind.Key);

    public ObjectShape Shape => _shape.Value;

    /// <summary>The form of its names.</summary>
    public TextShape NameForm => (TextShape)Shape.Members.Single(member => member.Key == Key).Shape;

    /// <summary>Reads a document that has passed the check of its shape.</summary>
    public ResourceConfig Read(MapNode node) =>
        (ResourceConfig)JsonSerializer.Deserialize(NodeWriter.ToJson(node), ConfigurationJson.Default.GetTypeInfo(Type)!)!;

    public bool Equals(ResourceKind? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Key;
}
