using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Tokens of one issuer: signed JWTs (RFC 7519) that <c>Authorization: Bearer</c> carries.</summary>
public sealed record JwtConfig
{
    /// <summary>Stands in <see cref="Issuer"/> for the id of each of its tenants.</summary>
    public const string TenantPlaceholder = "{tenantid}";

    /// <summary>The one entry of <see cref="Tenants"/> where every tenant is accepted.</summary>
    public const string AnyTenant = "any";

    /// <summary>What applies where <see cref="ClockSkew"/> says nothing.</summary>
    public static Duration DefaultClockSkew { get; } = new(TimeSpan.FromSeconds(30));

    /// <summary>What applies where <see cref="Algorithms"/> says nothing.</summary>
    public static IReadOnlyList<string> DefaultAlgorithms { get; } = ["RS256", "ES256", "PS256"];

    /// <summary>
    /// The claim <c>iss</c>, exactly as in the tokens: an https URL, or an http URL of this machine. <c>{tenantid}</c> in its path stands for the
    /// id of each of its <c>tenants</c>, as in <c>https://login.microsoftonline.com/{tenantid}/v2.0</c>.
    /// </summary>
    [Example("https://login.example.com")]
    public required string Issuer { get; init; }

    /// <summary>
    /// Whose tokens are accepted of an issuer with <c>{tenantid}</c>: the ids of the tenants (directories of Microsoft Entra ID), or <c>any</c> for
    /// every tenant there is. A token's claim <c>tid</c> must be the tenant in its <c>iss</c>. Needed there, and nowhere else.
    /// </summary>
    [JsonConverter(typeof(StringOrListConverter))]
    [Form(Forms.Tenant, Forms.TenantText)]
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>What the claim <c>aud</c> must contain: one of these, exactly. Tokens that were made for others are refused.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    [Form("^[!-~]{1,512}$", "an audience: up to 512 printable characters without spaces")]
    [Example("orders")]
    public required IReadOnlyList<string> Audience { get; init; }

    /// <summary>The discovery document, where it is not at <c>/.well-known/openid-configuration</c> below the issuer. Its <c>issuer</c> must be the same.</summary>
    public string? Metadata { get; init; }

    /// <summary>The keys (a JWK set, RFC 7517), where the issuer has no discovery document. Default: where the discovery document says.</summary>
    public string? JwksUri { get; init; }

    /// <summary>Signature algorithms that are accepted. Default: RS256, ES256, PS256.</summary>
    [Form("^(RS|PS|ES)(256|384|512)$", "a signature algorithm with a public key: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512")]
    public IReadOnlyList<string> Algorithms { get; init => field = value ?? DefaultAlgorithms; } = DefaultAlgorithms;

    /// <summary>How far the issuer's clock may be apart from the gateway's, 0s to 60s. Default: 30s.</summary>
    [Between("0s", "60s")]
    public Duration? ClockSkew { get; init; }

    /// <summary>The header <c>typ</c> that tokens must have, such as <c>at+jwt</c> (RFC 9068). Default: <c>JWT</c>, <c>at+jwt</c> or none.</summary>
    [Form("^[!-~]{1,64}$", "a token type such as 'at+jwt'")]
    public string? Type { get; init; }

    /// <summary>
    /// The claim that lists scopes, separated by spaces or as an array; dots lead into objects. Default: <c>scope</c>, or else <c>scp</c>.
    /// </summary>
    [Form(Forms.Claim, Forms.ClaimText)]
    public string? ScopeClaim { get; init; }

    /// <summary>The claim that lists roles; dots lead into objects, as in <c>realm_access.roles</c>. Default: <c>roles</c>.</summary>
    [Form(Forms.Claim, Forms.ClaimText)]
    public string? RoleClaim { get; init; }
}

/// <summary>Reads <c>jwt: { … }</c> and <c>jwt: [ { … }, { … } ]</c>.</summary>
internal sealed class JwtListConverter : JsonConverter<IReadOnlyList<JwtConfig>>
{
    public override IReadOnlyList<JwtConfig> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            return [Item(ref reader)];
        }

        List<JwtConfig> items = [];
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(Item(ref reader));
        }

        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<JwtConfig> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
        {
            JsonSerializer.Serialize(writer, item, ConfigurationJson.Default.JwtConfig);
        }

        writer.WriteEndArray();
    }

    private static JwtConfig Item(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize(ref reader, ConfigurationJson.Default.JwtConfig) ?? throw new JsonException("An issuer is expected.");
}
