using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Reads <c>access: anonymous</c> and <c>access: { keys: …, jwt: … }</c>.</summary>
internal sealed class AccessConverter : JsonConverter<AccessConfig>
{
    public const string Anonymous = "anonymous";

    public override AccessConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString() is Anonymous ? new AccessConfig { Anonymous = true } : throw new JsonException("'anonymous' is expected.");
        }

        var accepted = JsonSerializer.Deserialize(ref reader, ConfigurationJson.Default.AcceptedCredentials);
        return new AccessConfig { Keys = accepted?.Keys, Jwt = accepted?.Jwt, All = accepted?.All };
    }

    public override void Write(Utf8JsonWriter writer, AccessConfig value, JsonSerializerOptions options)
    {
        if (value.Anonymous)
        {
            writer.WriteStringValue(Anonymous);
        }
        else
        {
            JsonSerializer.Serialize(writer, new AcceptedCredentials { Keys = value.Keys, Jwt = value.Jwt, All = value.All }, ConfigurationJson.Default.AcceptedCredentials);
        }
    }
}

/// <summary>The long form of <see cref="AccessConfig"/>.</summary>
internal sealed record AcceptedCredentials
{
    /// <summary>API keys are accepted: <c>true</c>, or the headers that carry them.</summary>
    public KeyAccessConfig? Keys { get; init; }

    /// <summary>Tokens are accepted: their issuer, or a list of issuers.</summary>
    [JsonConverter(typeof(JwtListConverter))]
    public IReadOnlyList<JwtConfig>? Jwt { get; init; }

    /// <summary>Credentials that must all be sent, instead of one of several: a list of <c>keys</c> and <c>jwt</c>.</summary>
    public IReadOnlyList<RequiredCredentialConfig>? All { get; init; }
}

/// <summary>Reads <c>keys: true</c> and <c>keys: { headers: [ … ] }</c>.</summary>
internal sealed class KeyAccessConverter : JsonConverter<KeyAccessConfig>
{
    public override KeyAccessConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.True)
        {
            return new KeyAccessConfig();
        }

        var presented = JsonSerializer.Deserialize(ref reader, ConfigurationJson.Default.PresentedKeys);
        return presented?.Headers is { } headers ? new KeyAccessConfig { Headers = headers } : new KeyAccessConfig();
    }

    public override void Write(Utf8JsonWriter writer, KeyAccessConfig value, JsonSerializerOptions options)
    {
        if (value.Headers.SequenceEqual(KeyAccessConfig.DefaultHeaders))
        {
            writer.WriteBooleanValue(true);
        }
        else
        {
            JsonSerializer.Serialize(writer, new PresentedKeys { Headers = value.Headers }, ConfigurationJson.Default.PresentedKeys);
        }
    }
}

/// <summary>The long form of <see cref="KeyAccessConfig"/>.</summary>
internal sealed record PresentedKeys
{
    /// <summary>
    /// Headers looked at besides <c>Authorization: Bearer</c>. Default: X-API-Key, api-key, x-goog-api-key, Ocp-Apim-Subscription-Key.
    /// </summary>
    public IReadOnlyList<string>? Headers { get; init; }
}
