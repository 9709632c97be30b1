using System.Globalization;
using System.Text;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>All that a request is compared with but its host and method: routes at different places never compete.</summary>
/// <param name="Shape">The path without the names of its parameters: they tell no requests apart.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Version">How the version is named, and the version; null where the path alone decides.</param>
/// <param name="Conditions">The conditions on query and headers, in an order of their own.</param>
internal sealed record RoutePlace(string Shape, int Priority, (VersionLocation By, string Name, string? Version)? Version, string Conditions)
{
    public static RoutePlace Of(ApiConfig api, RouteConfig route, PathTemplate path) => new(
        ShapeOf(path),
        route.Priority,
        api.Versioning is { } versioning ? (versioning.By, versioning.EffectiveName, api.Version) : null,
        route.When is { } when ? $"{Written(when.Query.Select(pair => (pair.Key, pair.Value)))}|{Written(when.Headers.Select(pair => (pair.Key.ToUpperInvariant(), pair.Value)))}" : "|");

    private static string ShapeOf(PathTemplate path)
    {
        var shape = new StringBuilder();
        foreach (var segment in path.Segments)
        {
            shape.Append('/').Append(segment.Kind switch
            {
                PathSegmentKind.Literal => segment.Text,
                PathSegmentKind.Parameter => "{}",
                _ => "{*}",
            });
        }

        return shape.ToString();
    }

    // The lengths keep any two lists of names and values apart.
    private static string Written(IEnumerable<(string Name, string Value)> conditions)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in conditions.Distinct().OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name.Length},{value.Length}:{name}{value}");
        }

        return text.ToString();
    }
}
