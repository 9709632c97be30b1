using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Upstreams: a service or URLs, and URLs that are nothing but a base.</summary>
internal sealed class UpstreamRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, upstream) in resources.Of<UpstreamConfig>())
        {
            if ((upstream.Service is null) == (resource.Node.Find("urls") is null))
            {
                findings.Error(resource, upstream.Service is null ? "" : "/service", upstream.Service is null
                    ? "it is missing where requests go; write 'urls: [https://…]', or 'service: name' for a registered service"
                    : "an upstream has a service or URLs; remove one of the two");
            }
            else if (upstream.Service is null)
            {
                CheckUrls([.. upstream.Urls.Select(destination => destination.Url)], "/urls", resource, findings);
            }
        }

        foreach (var (resource, api) in resources.Of<ApiConfig>())
        {
            CheckReference(api.Upstream, "/upstream", resource, findings);
            for (var i = 0; i < api.Routes.Count; i++)
            {
                var pointer = JsonPointer.Append("/routes", i);
                CheckReference(api.Routes[i].Upstream, $"{pointer}/upstream", resource, findings);
                foreach (var (name, branch) in api.Routes[i].Compose ?? RouteConfig.NoBranches)
                {
                    CheckReference(branch.From, $"{JsonPointer.Append($"{pointer}/compose", name)}/from", resource, findings);
                }
            }
        }
    }

    private static void CheckReference(UpstreamReference? reference, string pointer, Resource resource, Findings findings)
    {
        if (reference is { Name: null })
        {
            CheckUrls(reference.Urls, pointer, resource, findings);
        }
    }

    private static void CheckUrls(IReadOnlyList<string> urls, string pointer, Resource resource, Findings findings)
    {
        if (urls.Count == 0)
        {
            findings.Error(resource, pointer, "the list is empty; write at least one URL");
        }

        HashSet<string> seen = [];
        for (var i = 0; i < urls.Count; i++)
        {
            var error = ErrorOf(urls[i]) ?? (seen.Add(urls[i]) ? null : $"'{urls[i]}' appears twice; remove one");
            if (error is not null)
            {
                // One in a list may stand in a map, beside its weight.
                var (item, url) = (JsonPointer.Append(pointer, i), JsonPointer.Append(JsonPointer.Append(pointer, i), "url"));
                var isMap = JsonPointer.Locate(resource.Node, url) != JsonPointer.Locate(resource.Node, item);
                if (isMap)
                {
                    findings.Error(resource, url, error);
                }
                else
                {
                    findings.ErrorInList(resource, pointer, i, error);
                }
            }
        }
    }

    private static string? ErrorOf(string url)
    {
        if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return $"'{url}' is not an http or https URL; write one such as 'https://orders.example.com'";
        }

        if (url.Length > 2048 || url.AsSpan().ContainsAny(" \t\\") || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Port == 0)
        {
            return $"'{url}' is not a valid URL; write one such as 'https://orders.example.com:8443/base'";
        }

        // The message names no value: what stands before the @ is often a password.
        return uri.UserInfo.Length > 0 || url.Contains('@', StringComparison.Ordinal) ? "a URL carries no user name or password; remove what stands before the '@'"
            : url.Contains('?', StringComparison.Ordinal) ? $"'{url}' has a query; the request's own query is forwarded, remove '?' and what follows"
            : url.Contains('#', StringComparison.Ordinal) ? $"'{url}' has a fragment; remove '#' and what follows"
            : null;
    }
}
