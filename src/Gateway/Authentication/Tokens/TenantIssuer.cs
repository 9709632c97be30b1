using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>
/// One tenant's part of an issuer of many tenants, such as <c>https://login.microsoftonline.com/{tenantid}/v2.0</c>: the name with the tenant's id
/// in place of the placeholder, to the last character.
/// </summary>
internal sealed class TenantIssuer
{
    private const string Placeholder = JwtConfig.TenantPlaceholder;
    private const int IdLength = 36;

    private TenantIssuer(string name, string tenant) => (Name, Tenant) = (name, tenant);

    /// <summary>The whole name, as in <c>iss</c>.</summary>
    public string Name { get; }

    /// <summary>The tenant's id: a GUID in its canonical form, in lower case.</summary>
    public string Tenant { get; }

    /// <summary>Whether a name leaves the tenant open.</summary>
    public static bool IsOpen(string name) => name.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>What a name is, if it is the open one with a tenant inserted; null for any other.</summary>
    public static TenantIssuer? Of(string open, string name)
    {
        var at = open.IndexOf(Placeholder, StringComparison.Ordinal);
        if (name.Length != open.Length - Placeholder.Length + IdLength)
        {
            return null;
        }

        var issuer = new TenantIssuer(name, name.Substring(at, IdLength));
        return IsCanonical(issuer.Tenant) && issuer.IsNamedBy(open) ? issuer : null;
    }

    /// <summary>Whether another name, with the tenant inserted where it leaves it open, is this one.</summary>
    public bool IsNamedBy(string name) => string.Equals(name.Replace(Placeholder, Tenant, StringComparison.Ordinal), Name, StringComparison.Ordinal);

    private static bool IsCanonical(string id) => Guid.TryParseExact(id, "D", out var guid) && guid.ToString("D") == id;
}
