using System.Text.Json;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Platform.Configuration.Snapshots.SnapshotJson;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>Reads from where clients may call: address lists and CORS.</summary>
internal static class EdgeReader
{
    public static IpConfig Ip(ref Utf8JsonReader json)
    {
        var ip = new IpConfig();
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "allow":
                    ip = ip with { Allow = Texts(ref json) };
                    break;
                case "deny":
                    ip = ip with { Deny = Texts(ref json) };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return ip;
    }

    public static CorsConfig Cors(ref Utf8JsonReader json)
    {
        var cors = new CorsConfig { Origins = [] };
        while (NextMember(ref json, out var name))
        {
            cors = Setting(ref json, name, cors);
        }

        return cors;
    }

    private static CorsConfig Setting(ref Utf8JsonReader json, string name, CorsConfig cors)
    {
        switch (name)
        {
            case "origins":
                return cors with { Origins = Texts(ref json) };
            case "methods":
                return cors with { Methods = Texts(ref json) };
            case "headers":
                return cors with { Headers = Texts(ref json) };
            case "expose":
                return cors with { Expose = Texts(ref json) };
            case "credentials":
                return cors with { Credentials = json.GetBoolean() };
            case "maxAge":
                return cors with { MaxAge = ApiReader.Time(ref json) };
            default:
                json.Skip();
                return cors;
        }
    }
}
