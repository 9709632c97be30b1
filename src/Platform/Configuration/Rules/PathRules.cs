using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Paths of APIs: well formed, without parameters, and not among those that a host keeps for itself.</summary>
internal sealed class PathRules : IRule
{
    private static readonly string[] Reserved = ["admin", "runtime", ".auth", "_tollgate"];

    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, api) in resources.Of<ApiConfig>())
        {
            if (!PathTemplate.TryParse(api.Path, out var path, out var error))
            {
                findings.Error(resource, "/path", error);
            }
            else if (path.Segments.FirstOrDefault(segment => segment.Kind is not PathSegmentKind.Literal) is { Text: { } parameter })
            {
                findings.Error(resource, "/path", $"the path of an API has no parameters; move '{parameter}' into the 'match' of its routes");
            }
            else if (ReservedSegment(path) is { } reserved)
            {
                findings.Error(resource, "/path", reserved);
            }
        }
    }

    /// <summary>Why a path can't be had, null where it can. Hosts compare these segments without case.</summary>
    public static string? ReservedSegment(PathTemplate path) =>
        path.Segments is [{ Kind: PathSegmentKind.Literal, Text: var first }, ..] && Reserved.Contains(first, StringComparer.OrdinalIgnoreCase)
            ? $"'/{first}' belongs to the host (reserved: {string.Join(", ", Reserved.Select(segment => $"/{segment}"))}); begin with another segment"
            : null;
}
