using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>
/// Who may call: <c>anonymous</c>, or the credentials that are accepted. Any one of them suffices; one that is sent and isn't valid
/// is refused all the same.
/// </summary>
[JsonConverter(typeof(AccessConverter))]
public sealed record AccessConfig
{
    /// <summary>What applies where nothing is said: an API key in one of the usual headers.</summary>
    public static AccessConfig Default { get; } = new() { Keys = new KeyAccessConfig() };

    /// <summary>Everybody may call; no credential is looked at. Written <c>access: anonymous</c>.</summary>
    public bool Anonymous { get; init; }

    /// <summary>API keys are accepted: <c>true</c>, or the headers that carry them.</summary>
    public KeyAccessConfig? Keys { get; init; }

    /// <summary>Tokens of these issuers are accepted; null for none.</summary>
    public IReadOnlyList<JwtConfig>? Jwt { get; init; }

    /// <summary>Credentials that must all be sent; null where one is enough.</summary>
    public IReadOnlyList<RequiredCredentialConfig>? All { get; init; }
}

/// <summary>One of several credentials that must all be sent.</summary>
public sealed record RequiredCredentialConfig
{
    /// <summary>An API key: <c>true</c>, or the headers that carry it.</summary>
    public KeyAccessConfig? Keys { get; init; }

    /// <summary>A token: its issuer, or a list of issuers.</summary>
    [JsonConverter(typeof(JwtListConverter))]
    public IReadOnlyList<JwtConfig>? Jwt { get; init; }
}

/// <summary>How API keys are presented.</summary>
[JsonConverter(typeof(KeyAccessConverter))]
public sealed record KeyAccessConfig
{
    /// <summary>
    /// Headers looked at besides <c>Authorization: Bearer</c>. Default: X-API-Key, api-key, x-goog-api-key, Ocp-Apim-Subscription-Key.
    /// </summary>
    public IReadOnlyList<string> Headers { get; init => field = value ?? DefaultHeaders; } = DefaultHeaders;

    /// <summary>The headers of the common gateways and SDKs.</summary>
    public static IReadOnlyList<string> DefaultHeaders { get; } = ["X-API-Key", "api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key"];
}
