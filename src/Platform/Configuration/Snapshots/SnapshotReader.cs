using System.Text.Json;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Platform.Configuration.Snapshots.SnapshotJson;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>Reads a snapshot of the effective resources. Members that it doesn't know, of a newer writer, are passed over.</summary>
internal static class SnapshotReader
{
    /// <exception cref="JsonException">This is not a snapshot.</exception>
    public static ResourceSet Read(ReadOnlySpan<byte> snapshot)
    {
        var json = new Utf8JsonReader(snapshot);
        json.Read();
        Expect(ref json, JsonTokenType.StartObject);
        var set = new ResourceSet();
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "revision":
                    set = set with { Revision = json.GetInt64() };
                    break;
                case "apis":
                    set = set with { Apis = List(ref json, ApiReader.Read) };
                    break;
                case "upstreams":
                    set = set with { Upstreams = List(ref json, UpstreamReader.Read) };
                    break;
                case "plans":
                    set = set with { Plans = List(ref json, Plan) };
                    break;
                case "consumers":
                    set = set with { Consumers = List(ref json, Consumer) };
                    break;
                case "subscriptions":
                    set = set with { Subscriptions = List(ref json, Subscription) };
                    break;
                case "tenants":
                    set = set with { Tenants = List(ref json, Tenant) };
                    break;
                case "policies":
                    set = set with { Policies = List(ref json, ApiReader.ReadPolicy) };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return set;
    }

    private static PlanConfig Plan(ref Utf8JsonReader json)
    {
        var plan = new PlanConfig { Name = "" };
        while (NextMember(ref json, out var name))
        {
            plan = name switch
            {
                "plan" => plan with { Name = json.GetString()! },
                "apis" => plan with { Apis = Texts(ref json) },
                "limits" => plan with { Limits = LimitReader.Limits(ref json) },
                _ => Owned(ref json, name, plan),
            };
        }

        return plan;
    }

    private static ConsumerConfig Consumer(ref Utf8JsonReader json)
    {
        var consumer = new ConsumerConfig { Name = "" };
        while (NextMember(ref json, out var name))
        {
            consumer = name switch
            {
                "consumer" => consumer with { Name = json.GetString()! },
                "clientIds" => consumer with { ClientIds = Texts(ref json) },
                _ => Owned(ref json, name, consumer),
            };
        }

        return consumer;
    }

    private static TenantConfig Tenant(ref Utf8JsonReader json)
    {
        var tenant = new TenantConfig { Name = "" };
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "tenant":
                    tenant = tenant with { Name = json.GetString()! };
                    break;
                case "title":
                    tenant = tenant with { Title = json.GetString() };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return tenant;
    }

    private static SubscriptionConfig Subscription(ref Utf8JsonReader json)
    {
        var subscription = new SubscriptionConfig { Name = "", Consumer = "", Plan = "" };
        while (NextMember(ref json, out var name))
        {
            subscription = name switch
            {
                "subscription" => subscription with { Name = json.GetString()! },
                "consumer" => subscription with { Consumer = json.GetString()! },
                "plan" => subscription with { Plan = json.GetString()! },
                "scopes" => subscription with { Scopes = Texts(ref json) },
                "suspended" => subscription with { Suspended = json.GetBoolean() },
                "keys" => subscription with { Keys = List(ref json, Key) },
                _ => Owned(ref json, name, subscription),
            };
        }

        return subscription;
    }

    private static KeyConfig Key(ref Utf8JsonReader json)
    {
        var key = new KeyConfig { Name = "", Hash = "" };
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "name":
                    key = key with { Name = json.GetString()! };
                    break;
                case "hash":
                    key = key with { Hash = json.GetString()! };
                    break;
                case "expires":
                    key = key with { Expires = json.GetDateTimeOffset() };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return key;
    }

    /// <summary>What all owned resources have; anything else is passed over.</summary>
    internal static T Owned<T>(ref Utf8JsonReader json, string name, T resource)
        where T : OwnedResourceConfig
    {
        switch (name)
        {
            case "tenant":
                return (T)(resource with { Tenant = json.GetString()! });
            case "title":
                return (T)(resource with { Title = json.GetString() });
            default:
                json.Skip();
                return resource;
        }
    }
}
