using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>What a route demands of one issuer's tokens, with the keys to check them.</summary>
internal sealed class TokenIssuer(JwtConfig config, IssuerKeys keys)
{
    private const string MediaTypePrefix = "application/";

    private readonly HashSet<string>? _tenants = config.Tenants is [JwtConfig.AnyTenant] ? null : [.. config.Tenants ?? []];

    /// <summary>Whether its name leaves the tenant open, so that it stands for the issuers of many.</summary>
    public bool IsOfManyTenants { get; } = TenantIssuer.IsOpen(config.Issuer);

    public IssuerKeys Keys => keys;

    public IReadOnlyList<string> Audiences => config.Audience;

    public TimeSpan ClockSkew { get; } = (config.ClockSkew ?? JwtConfig.DefaultClockSkew).Value;

    public string? ScopeClaim => config.ScopeClaim;

    public string RoleClaim => config.RoleClaim ?? "roles";

    /// <summary>Whether this is the issuer that a token names.</summary>
    public bool IsNamed(string name) => IsOfManyTenants ? TenantOf(name) is not null : string.Equals(config.Issuer, name, StringComparison.Ordinal);

    /// <summary>The tenant's issuer that a token names; null where this is the issuer of one tenant, or another.</summary>
    public TenantIssuer? TenantOf(string name) => IsOfManyTenants ? TenantIssuer.Of(config.Issuer, name) : null;

    public bool Accepts(TenantIssuer tenant) => _tenants is null || _tenants.Contains(tenant.Tenant);

    public bool Accepts(string algorithm) => config.Algorithms.Contains(algorithm);

    /// <summary>
    /// Whether tokens may have this <c>typ</c>; the prefix that all media types have may be left out (RFC 7515 section 4.1.9). A type that says the
    /// token is something else than an access token is refused also where none is demanded (RFC 8725 section 3.11).
    /// </summary>
    public bool AcceptsType(string? type)
    {
        var name = WithoutPrefix(type);
        return config.Type is { } wanted
            ? WithoutPrefix(wanted).Equals(name, StringComparison.OrdinalIgnoreCase)
            : name.Length == 0 || name.Equals("JWT", StringComparison.OrdinalIgnoreCase) || name.Equals("at+jwt", StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutPrefix(string? type) => type is null ? ""
        : type.StartsWith(MediaTypePrefix, StringComparison.OrdinalIgnoreCase) ? type[MediaTypePrefix.Length..]
        : type;
}
