using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>The paths that an API's routes have as seen by a client.</summary>
internal static class RoutePaths
{
    public const string Everything = "/{*path}";

    public static string Join(string path, PathTemplate template) =>
        path == "/" ? template.ToString() : template.Segments.Count == 0 ? path : path + template;

    public static string Write(PathSegment segment) => segment.Kind is PathSegmentKind.CatchAll ? $"{{*{segment.Text}}}" : $"{{{segment.Text}}}";

    /// <summary>The routes of an API, with the implicit one where it has none.</summary>
    public static IReadOnlyList<RouteConfig> RoutesOf(ApiConfig api) => api.Routes.Count == 0 ? [new RouteConfig { Match = Everything }] : api.Routes;
}
