using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Who may call: at least one credential, in headers that can carry it.</summary>
internal sealed class AccessRules : IRule
{
    private static readonly string[] Unfit = ["Host", "Cookie", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Proxy-Authorization"];

    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var resource in resources.All)
        {
            if (resource.Config is IRouteSettings settings)
            {
                Check(settings.Access, "", resource, findings);
            }

            for (var i = 0; i < (resource.Config as ApiConfig)?.Routes.Count; i++)
            {
                Check(resource.As<ApiConfig>().Routes[i].Access, JsonPointer.Append("/routes", i), resource, findings);
            }
        }
    }

    private static void Check(AccessConfig? access, string pointer, Resource resource, Findings findings)
    {
        if (access is null)
        {
            return;
        }

        pointer = $"{pointer}/access";
        if (access is { Anonymous: false, Keys: null, Jwt: null, All: null })
        {
            findings.Error(resource, pointer, "no credential is accepted, so nobody could call; write 'keys: true', or 'access: anonymous' for everybody");
        }

        CheckCredentials(access.Keys, access.Jwt, pointer, resource, findings);
        if (access.All is { } all)
        {
            CheckAll(access, all, $"{pointer}/all", resource, findings);
        }
    }

    private static void CheckAll(AccessConfig access, IReadOnlyList<RequiredCredentialConfig> all, string pointer, Resource resource, Findings findings)
    {
        if (access.Keys is not null || access.Jwt is not null)
        {
            findings.Error(resource, pointer, "'all' replaces what stands beside it; move 'keys' and 'jwt' into its list, or remove 'all' where one of them is enough");
        }

        if (all.Count(item => item.Keys is not null) != 1 || all.Count(item => item.Jwt is not null) != 1 || all.Count != 2)
        {
            findings.Error(resource, pointer, "write each kind of credential once, as in 'all: [{ keys: true }, { jwt: … }]'; a single kind needs no 'all'");
        }

        for (var i = 0; i < all.Count; i++)
        {
            CheckCredentials(all[i].Keys, all[i].Jwt, JsonPointer.Append(pointer, i), resource, findings);
        }
    }

    private static void CheckCredentials(KeyAccessConfig? keys, IReadOnlyList<JwtConfig>? jwt, string pointer, Resource resource, Findings findings)
    {
        if (jwt is not null)
        {
            JwtRules.Check(jwt, $"{pointer}/jwt", resource, findings);
        }

        var headers = keys?.Headers ?? [];
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var error = !HttpNames.IsToken(header) ? $"'{header}' is not a header name; use letters, digits and hyphens, as in 'X-API-Key'"
                : header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "'Authorization: Bearer' is looked at anyway; remove it"
                : Unfit.Contains(header, StringComparer.OrdinalIgnoreCase) ? $"'{header}' has another meaning in HTTP; name a header of its own, as in 'X-API-Key'"
                : seen.Add(header) ? null
                : $"'{header}' appears twice; remove one";
            if (error is not null)
            {
                findings.Error(resource, JsonPointer.Append($"{pointer}/keys/headers", i), error);
            }
        }
    }
}
