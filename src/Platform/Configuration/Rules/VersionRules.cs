using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>How requests name versions: only where there is one, under a name that HTTP can carry.</summary>
internal sealed class VersionRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, api) in resources.Of<ApiConfig>())
        {
            if (api.Versioning is not { } versioning)
            {
                continue;
            }

            if (api.Version is null)
            {
                findings.Error(resource, "/versioning", "there is no version to name; write 'version: v1', or remove 'versioning'");
            }

            if (versioning.Name is { } name && !HttpNames.IsToken(name))
            {
                findings.Error(resource, "/versioning/name", $"'{name}' can't name a {Word(versioning.By)}; use letters, digits and hyphens, as in 'api-version'");
            }
        }
    }

    private static string Word(VersionLocation location) => location switch
    {
        VersionLocation.Header => "header",
        VersionLocation.Query => "query parameter",
        _ => "media type parameter",
    };
}
