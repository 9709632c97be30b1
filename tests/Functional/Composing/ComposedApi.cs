using Tollgate.Functional.Pipeline;

namespace Tollgate.Functional.Composing;

/// <summary>A gateway with one composed route, <c>GET /api/{id}</c>, in front of a backend.</summary>
internal static class ComposedApi
{
    /// <param name="backend">Where branches ask that name no other upstream.</param>
    /// <param name="branches">The branches, each in its line; a line of keys of the route may follow, not indented.</param>
    /// <param name="upstream">Keys of the backend's upstream.</param>
    /// <param name="clock">The gateway's clock.</param>
    public static Task<GatewayHost> StartAsync(Uri backend, string branches, string upstream = "retries: none", TimeProvider? clock = null) => GatewayHost.StartAsync(
        $"""
        upstream: backend
        urls: ["{backend}"]
        {upstream}
        ---
        api: composed
        path: /api
        upstream: backend
        access: anonymous
        routes:
          - match: GET,HEAD /{"{id}"}
            name: overview
            compose:
              {string.Join("\n      ", branches.Split('\n'))}
        """,
        clock);
}
