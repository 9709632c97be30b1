using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Routing;

namespace Tollgate.Gateway.Cors;

/// <summary>A browser's question whether a page may send a request that it announces.</summary>
/// <param name="Method">The announced request's method.</param>
/// <param name="Routes">Every route that the announced request may match, the best first; which one depends on headers that are not known yet.</param>
internal sealed record Preflight(string Method, IReadOnlyList<RouteModel> Routes)
{
    /// <summary>The method that a request announces; null where it is no preflight.</summary>
    public static string? AnnouncedMethod(HttpRequest request) =>
        request.Method is "OPTIONS" && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod is [{ } method] && HttpToken.IsToken(method)
            ? method
            : null;
}
