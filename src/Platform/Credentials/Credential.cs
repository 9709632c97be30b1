namespace Tollgate.Platform.Credentials;

/// <summary>What a valid API key stands for: all that a request needs to know.</summary>
/// <param name="KeyName">The key's name within its subscription.</param>
/// <param name="Subscription">The subscription that it belongs to.</param>
/// <param name="Tenant">The tenant of subscription, consumer and plan.</param>
/// <param name="Consumer">Who calls.</param>
/// <param name="Plan">What may be called.</param>
/// <param name="Scopes">What upstream services see in the assertion.</param>
/// <param name="ExpiresAt">From when on the key is refused; null for never.</param>
/// <param name="Suspended">Whether the key is refused for the time being.</param>
public sealed record Credential(
    string KeyName,
    string Subscription,
    string Tenant,
    string Consumer,
    string Plan,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? ExpiresAt,
    bool Suspended);
