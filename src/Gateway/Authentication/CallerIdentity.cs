using Microsoft.Extensions.Primitives;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Trust;

namespace Tollgate.Gateway.Authentication;

/// <summary>
/// Who calls, and what the credential says of it. Made once per remembered credential and shared by all requests that carry it, so two
/// requests of the same caller may well have the same instance.
/// </summary>
internal sealed class CallerIdentity
{
    private static readonly Dictionary<string, StringValues> NoClaims = [];

    private AssertionSubject? _subject;

    /// <summary>The tenant of consumer, subscription and plan.</summary>
    public required string Tenant { get; init; }

    /// <summary>The consumer's name, unique within <see cref="Tenant"/>; for a token of nobody that the tenant knows, its issuer and subject.</summary>
    public required string Consumer { get; init; }

    /// <summary>Null when a token alone opened the door.</summary>
    public string? Subscription { get; init; }

    /// <summary>The subscription's plan.</summary>
    public string? Plan { get; init; }

    /// <summary>The API key's name, never the key.</summary>
    public string? KeyName { get; init; }

    /// <summary>Whether the subscription is refused for the time being.</summary>
    public bool Suspended { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>From when on the credential is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who issued the token; null without one.</summary>
    public string? Issuer { get; init; }

    /// <summary>A token's claims by name; those inside of others by the names on the way, joined by dots. An API key has none.</summary>
    public Dictionary<string, StringValues> Claims { private get; init; } = NoClaims;

    /// <summary>Whom assertions for services of ours speak for.</summary>
    public AssertionSubject Subject => _subject ??= new AssertionSubject(Consumer, Tenant, Scopes);

    public static CallerIdentity Of(Credential credential) => new()
    {
        Tenant = credential.Tenant,
        Consumer = credential.Consumer,
        Subscription = credential.Subscription,
        Plan = credential.Plan,
        KeyName = credential.KeyName,
        Suspended = credential.Suspended,
        Scopes = credential.Scopes,
        ExpiresAt = credential.ExpiresAt,
    };

    /// <summary>The values of a claim, one or several; names compare by case.</summary>
    public bool TryGetClaim(string name, out StringValues values) => Claims.TryGetValue(name, out values);
}
