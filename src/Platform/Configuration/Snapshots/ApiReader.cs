using System.Text.Json;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Platform.Configuration.Snapshots.SnapshotJson;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>Reads APIs with their routes, and policies, whose settings are the same.</summary>
internal static class ApiReader
{
    private static readonly UpstreamReference Nowhere = new();

    public static ApiConfig Read(ref Utf8JsonReader json)
    {
        var api = new ApiConfig { Name = "", Path = "", Upstream = Nowhere };
        while (NextMember(ref json, out var name))
        {
            api = name switch
            {
                "api" => api with { Name = json.GetString()! },
                "version" => api with { Version = json.GetString() },
                "versioning" => api with { Versioning = Versioning(ref json) },
                "hosts" => api with { Hosts = Texts(ref json) },
                "path" => api with { Path = json.GetString()! },
                "stage" => api with { Stage = Stage(json.GetString()) },
                "visibility" => api with { Visibility = Visibility(json.GetString()) },
                "upstream" => api with { Upstream = Upstream(ref json) },
                "access" => api with { Access = AccessReader.Read(ref json) },
                "require" => api with { Require = Texts(ref json) },
                "ip" => api with { Ip = EdgeReader.Ip(ref json) },
                "cors" => api with { Cors = EdgeReader.Cors(ref json) },
                "limits" => api with { Limits = LimitReader.Limits(ref json) },
                "timeouts" => api with { Timeouts = Timeouts(ref json) },
                "maxBody" => api with { MaxBody = Size(ref json) },
                "idempotency" => api with { Idempotency = Idempotency(json.GetString()) },
                "use" => api with { Use = Texts(ref json) },
                "routes" => api with { Routes = List(ref json, Route) },
                _ => SnapshotReader.Owned(ref json, name, api),
            };
        }

        return api;
    }

    public static PolicyConfig ReadPolicy(ref Utf8JsonReader json)
    {
        var policy = new PolicyConfig { Name = "" };
        while (NextMember(ref json, out var name))
        {
            policy = name switch
            {
                "policy" => policy with { Name = json.GetString()! },
                "access" => policy with { Access = AccessReader.Read(ref json) },
                "require" => policy with { Require = Texts(ref json) },
                "ip" => policy with { Ip = EdgeReader.Ip(ref json) },
                "cors" => policy with { Cors = EdgeReader.Cors(ref json) },
                "limits" => policy with { Limits = LimitReader.Limits(ref json) },
                "timeouts" => policy with { Timeouts = Timeouts(ref json) },
                "maxBody" => policy with { MaxBody = Size(ref json) },
                "idempotency" => policy with { Idempotency = Idempotency(json.GetString()) },
                _ => SnapshotReader.Owned(ref json, name, policy),
            };
        }

        return policy;
    }

    public static Duration Time(ref Utf8JsonReader json) => Duration.TryParse(json.GetString(), out var time) ? time : throw Unknown(json.GetString());

    public static ByteSize Size(ref Utf8JsonReader json) => ByteSize.TryParse(json.GetString(), out var size) ? size : throw Unknown(json.GetString());

    private static RouteConfig Route(ref Utf8JsonReader json)
    {
        var route = new RouteConfig { Match = "" };
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "priority":
                    route = route with { Priority = json.GetInt32() };
                    break;
                case "when":
                    route = route with { When = Conditions(ref json) };
                    break;
                default:
                    route = RouteSetting(ref json, name, route);
                    break;
            }
        }

        return route;
    }

    private static RouteConfig RouteSetting(ref Utf8JsonReader json, string name, RouteConfig route)
    {
        switch (name)
        {
            case "match":
                return route with { Match = json.GetString()! };
            case "name":
                return route with { Name = json.GetString() };
            case "upstream":
                return route with { Upstream = Upstream(ref json) };
            case "rewrite":
                return route with { Rewrite = json.GetString() };
            case "compose":
                return route with { Compose = ComposeReader.Branches(ref json) };
            case "access":
                return route with { Access = AccessReader.Read(ref json) };
            case "require":
                return route with { Require = Texts(ref json) };
            case "ip":
                return route with { Ip = EdgeReader.Ip(ref json) };
            case "cors":
                return route with { Cors = EdgeReader.Cors(ref json) };
            case "limits":
                return route with { Limits = LimitReader.Limits(ref json) };
            case "timeouts":
                return route with { Timeouts = Timeouts(ref json) };
            case "maxBody":
                return route with { MaxBody = Size(ref json) };
            case "idempotency":
                return route with { Idempotency = Idempotency(json.GetString()) };
            case "use":
                return route with { Use = Texts(ref json) };
            default:
                json.Skip();
                return route;
        }
    }

    private static ConditionsConfig Conditions(ref Utf8JsonReader json)
    {
        var conditions = new ConditionsConfig();
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "headers":
                    conditions = conditions with { Headers = Map(ref json) };
                    break;
                case "query":
                    conditions = conditions with { Query = Map(ref json) };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return conditions;
    }

    private static VersioningConfig Versioning(ref Utf8JsonReader json)
    {
        var versioning = new VersioningConfig { By = VersionLocation.Header };
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "by":
                    versioning = versioning with { By = Location(json.GetString()) };
                    break;
                case "name":
                    versioning = versioning with { Name = json.GetString() };
                    break;
                case "default":
                    versioning = versioning with { Default = json.GetBoolean() };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return versioning;
    }

    private static TimeoutsConfig Timeouts(ref Utf8JsonReader json)
    {
        var timeouts = new TimeoutsConfig();
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "response":
                    timeouts = timeouts with { Response = Time(ref json) };
                    break;
                case "total":
                    timeouts = timeouts with { Total = Time(ref json) };
                    break;
                case "idle":
                    timeouts = timeouts with { Idle = Time(ref json) };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return timeouts;
    }

    public static UpstreamReference Upstream(ref Utf8JsonReader json) =>
        json.TokenType is JsonTokenType.String ? new UpstreamReference { Name = json.GetString() } : new UpstreamReference { Urls = Texts(ref json) };

    private static IdempotencyDemand Idempotency(string? name) => name switch
    {
        "optional" => IdempotencyDemand.Optional,
        "required" => IdempotencyDemand.Required,
        _ => throw Unknown(name),
    };

    private static ApiStage Stage(string? name) => name switch
    {
        "published" => ApiStage.Published,
        "draft" => ApiStage.Draft,
        "deprecated" => ApiStage.Deprecated,
        "retired" => ApiStage.Retired,
        _ => throw Unknown(name),
    };

    private static ApiVisibility Visibility(string? name) => name switch
    {
        "private" => ApiVisibility.Private,
        "public" => ApiVisibility.Public,
        _ => throw Unknown(name),
    };

    private static VersionLocation Location(string? name) => name switch
    {
        "header" => VersionLocation.Header,
        "query" => VersionLocation.Query,
        "mediaType" => VersionLocation.MediaType,
        _ => throw Unknown(name),
    };
}
