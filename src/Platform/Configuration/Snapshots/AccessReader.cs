using System.Text.Json;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Platform.Configuration.Snapshots.SnapshotJson;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>Reads who may call.</summary>
internal static class AccessReader
{
    public static AccessConfig Read(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.String)
        {
            return json.ValueTextEquals(AccessConverter.Anonymous) ? new AccessConfig { Anonymous = true } : throw Unknown(json.GetString());
        }

        var access = new AccessConfig();
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "keys":
                    access = access with { Keys = Keys(ref json) };
                    break;
                case "jwt":
                    access = access with { Jwt = List(ref json, Jwt) };
                    break;
                case "all":
                    access = access with { All = List(ref json, Required) };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return access;
    }

    private static RequiredCredentialConfig Required(ref Utf8JsonReader json)
    {
        var required = new RequiredCredentialConfig();
        while (NextMember(ref json, out var name))
        {
            switch (name)
            {
                case "keys":
                    required = required with { Keys = Keys(ref json) };
                    break;
                case "jwt":
                    required = required with { Jwt = List(ref json, Jwt) };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return required;
    }

    private static KeyAccessConfig Keys(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.True)
        {
            return new KeyAccessConfig();
        }

        var keys = new KeyAccessConfig();
        while (NextMember(ref json, out var name))
        {
            if (name is "headers")
            {
                keys = keys with { Headers = Texts(ref json) };
            }
            else
            {
                json.Skip();
            }
        }

        return keys;
    }

    private static JwtConfig Jwt(ref Utf8JsonReader json)
    {
        var jwt = new JwtConfig { Issuer = "", Audience = [] };
        while (NextMember(ref json, out var name))
        {
            jwt = name switch
            {
                "issuer" => jwt with { Issuer = json.GetString()! },
                "tenants" => jwt with { Tenants = Texts(ref json) },
                "audience" => jwt with { Audience = Texts(ref json) },
                "metadata" => jwt with { Metadata = json.GetString() },
                "jwksUri" => jwt with { JwksUri = json.GetString() },
                "algorithms" => jwt with { Algorithms = Texts(ref json) },
                "clockSkew" => jwt with { ClockSkew = ApiReader.Time(ref json) },
                "type" => jwt with { Type = json.GetString() },
                "scopeClaim" => jwt with { ScopeClaim = json.GetString() },
                "roleClaim" => jwt with { RoleClaim = json.GetString() },
                _ => Passed(ref json, jwt),
            };
        }

        return jwt;
    }

    private static JwtConfig Passed(ref Utf8JsonReader json, JwtConfig jwt)
    {
        json.Skip();
        return jwt;
    }
}
