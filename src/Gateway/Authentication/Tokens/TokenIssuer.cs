using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>What a route demands of one issuer's tokens, with the keys to check them.</summary>
internal sealed class TokenIssuer(JwtConfig config, IssuerKeys keys)
{
    private const string MediaTypePrefix = "application/";

    public string Name => config.Issuer;

    public IssuerKeys Keys => keys;

    public IReadOnlyList<string> Audiences => config.Audience;

    public TimeSpan ClockSkew { get; } = (config.ClockSkew ?? JwtConfig.DefaultClockSkew).Value;

    public string? ScopeClaim => config.ScopeClaim;

    public string RoleClaim => config.RoleClaim ?? "roles";

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
