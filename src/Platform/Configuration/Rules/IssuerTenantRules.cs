using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Issuers of many tenants: where a tenant's id stands in their names, and whose tokens are accepted.</summary>
internal static class IssuerTenantRules
{
    private const string Placeholder = JwtConfig.TenantPlaceholder;
    private const string Example = $"as in 'https://login.microsoftonline.com/{Placeholder}/v2.0'";

    /// <summary>What is wrong with the braces in an issuer's name; null for nothing. No message repeats the name: it may hold a password.</summary>
    public static string? ErrorOf(string issuer)
    {
        var parts = issuer.Split(Placeholder);
        return parts.Any(part => part.AsSpan().ContainsAny('{', '}')) ? $"the only braces of an issuer are those of '{Placeholder}', {Example}"
            : parts.Length > 2 ? $"'{Placeholder}' appears twice; write it once, {Example}"
            : parts is [var before, var after] && !IsSegment(before, after) ? $"'{Placeholder}' is a whole segment of the path, neither the host nor a part of a name, {Example}"
            : null;
    }

    /// <summary>All that tokens of an issuer may have as their <c>iss</c>, as far as the configuration says.</summary>
    public static IEnumerable<string> NamesOf(JwtConfig issuer) => IsOfManyTenants(issuer) && issuer.Tenants is { } tenants
        ? [issuer.Issuer, .. tenants.Except([JwtConfig.AnyTenant]).Select(tenant => issuer.Issuer.Replace(Placeholder, tenant, StringComparison.Ordinal))]
        : [issuer.Issuer];

    public static void Check(JwtConfig issuer, string pointer, Resource resource, Findings findings)
    {
        CheckAddress(issuer.Metadata, $"{pointer}/metadata", resource, findings);
        CheckAddress(issuer.JwksUri, $"{pointer}/jwksUri", resource, findings);
        if (!IsOfManyTenants(issuer))
        {
            if (issuer.Tenants is not null)
            {
                findings.Error(resource, $"{pointer}/tenants", $"this issuer is one tenant's already; write '{Placeholder}' in its name, {Example}, or remove 'tenants'");
            }

            return;
        }

        if (issuer is { Metadata: null, JwksUri: null })
        {
            findings.Error(resource, $"{pointer}/issuer", $"a name with '{Placeholder}' is no address; say where its discovery document is, as in 'metadata: https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration'");
        }

        if (issuer.Tenants is { } tenants)
        {
            CheckTenants(tenants, $"{pointer}/tenants", resource, findings);
        }
        else
        {
            findings.Error(resource, $"{pointer}/issuer", $"'{Placeholder}' could be any tenant's; list in 'tenants' whose tokens are accepted, or write 'tenants: {JwtConfig.AnyTenant}'");
        }
    }

    private static bool IsOfManyTenants(JwtConfig issuer) => issuer.Issuer.Contains(Placeholder, StringComparison.Ordinal);

    private static bool IsSegment(string before, string after)
    {
        var scheme = before.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? 0 : before.IndexOf('/', scheme + "://".Length);
        return path >= 0 && before.EndsWith('/') && !before.Contains('?', StringComparison.Ordinal) && (after.Length == 0 || after[0] == '/');
    }

    private static void CheckTenants(IReadOnlyList<string> tenants, string pointer, Resource resource, Findings findings)
    {
        if (tenants.Count == 0)
        {
            findings.Error(resource, pointer, $"the list is empty, so no token could be accepted; write at least one tenant, or '{JwtConfig.AnyTenant}'");
        }
        else if (tenants.Count > 1 && tenants.Contains(JwtConfig.AnyTenant))
        {
            findings.Error(resource, pointer, $"'{JwtConfig.AnyTenant}' already accepts every tenant; remove it, or all others");
            return;
        }

        HashSet<string> seen = [];
        for (var i = 0; i < tenants.Count; i++)
        {
            if (!seen.Add(tenants[i]))
            {
                findings.ErrorInList(resource, pointer, i, $"'{tenants[i]}' appears twice; remove one");
            }
        }
    }

    private static void CheckAddress(string? address, string pointer, Resource resource, Findings findings)
    {
        if (address?.Contains(Placeholder, StringComparison.Ordinal) is true)
        {
            findings.Error(resource, pointer, $"keys are read once for all tenants, so '{Placeholder}' means nothing here; write what the address has in its place, such as 'organizations' or 'common'");
        }
    }
}
