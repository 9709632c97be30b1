using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Benchmarks.Micro;

/// <summary>APIs of twenty routes each, as many as asked for.</summary>
internal static class RouteSets
{
    private const int ResourcesPerApi = 10;

    public static ResourceSet Make(int routes) => new()
    {
        Apis = [.. Enumerable.Range(0, routes / (2 * ResourcesPerApi)).Select(Api)],
    };

    private static ApiConfig Api(int index) => new()
    {
        Name = $"api-{index}",
        Version = "v1",
        Path = $"/api-{index}/v1",
        Upstream = new UpstreamReference { Urls = ["http://127.0.0.1:9"] },
        Routes =
        [
            .. Enumerable.Range(0, ResourcesPerApi).SelectMany(resource => new[]
            {
                new RouteConfig { Match = $"GET /resource-{resource}/search" },
                new RouteConfig { Match = $"GET /resource-{resource}/{{id}}/parts" },
            }),
        ],
    };
}
