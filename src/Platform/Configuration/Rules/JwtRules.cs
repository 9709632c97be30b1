using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Issuers of tokens: addresses that can be trusted to be theirs, and one entry for each.</summary>
internal static class JwtRules
{
    public static void Check(IReadOnlyList<JwtConfig> issuers, string pointer, Resource resource, Findings findings)
    {
        if (issuers.Count == 0)
        {
            findings.Error(resource, pointer, "the list is empty; write at least one issuer");
        }

        HashSet<string> seen = [];
        for (var i = 0; i < issuers.Count; i++)
        {
            var issuer = issuers[i];
            var at = JsonPointer.Append(pointer, i);
            var here = JsonPointer.Locate(resource.Node, at) == JsonPointer.Locate(resource.Node, pointer) ? pointer : at;
            if (IssuerTenantRules.NamesOf(issuer).FirstOrDefault(name => !seen.Add(name)) is { } twice)
            {
                findings.Error(resource, $"{here}/issuer", $"'{twice}' appears twice; describe it once, with all its audiences");
            }

            CheckUrl(issuer.Issuer, $"{here}/issuer", resource, findings, IssuerTenantRules.ErrorOf(issuer.Issuer));
            CheckUrl(issuer.Metadata, $"{here}/metadata", resource, findings);
            CheckUrl(issuer.JwksUri, $"{here}/jwksUri", resource, findings);
            IssuerTenantRules.Check(issuer, here, resource, findings);
            Check(issuer, here, resource, findings);
        }
    }

    private static void Check(JwtConfig issuer, string pointer, Resource resource, Findings findings)
    {
        if (issuer is { Metadata: not null, JwksUri: not null })
        {
            findings.Error(resource, $"{pointer}/metadata", "with 'jwksUri' the discovery document isn't read; remove one of the two");
        }

        if (issuer.Audience.Count == 0)
        {
            findings.Error(resource, $"{pointer}/audience", "the list is empty; write at least one audience, or tokens for any other API would be accepted");
        }

        if (issuer.Algorithms.Count == 0)
        {
            findings.Error(resource, $"{pointer}/algorithms", "the list is empty, so no token could be accepted; write at least one, or remove the key");
        }
    }

    private static void CheckUrl(string? url, string pointer, Resource resource, Findings findings, string? known = null)
    {
        if (url is not null && (known ?? ErrorOf(url)) is { } error)
        {
            findings.Error(resource, pointer, error);
        }
    }

    private static string? ErrorOf(string url)
    {
        if (url.Length > 2048 || url.Any(character => character is <= ' ' or '\\' or '\u007f') || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
        {
            return $"'{url}' is not an https URL; write one such as 'https://login.example.com'";
        }

        // The message names no value: what stands before the @ is often a password.
        return uri.UserInfo.Length > 0 ? "a URL carries no user name or password; remove what stands before the '@'"
            : uri.Fragment.Length > 0 ? $"'{url}' has a fragment; remove '#' and what follows"
            : uri.Scheme == "http" && !uri.IsLoopback ? $"keys that come over http could be anybody's; write '{url}' with https"
            : null;
    }
}
