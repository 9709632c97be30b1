using Microsoft.AspNetCore.Http;

namespace Tollgate.Gateway.Routing;

/// <summary>What of a request decides its route.</summary>
/// <param name="Method">As the client wrote it.</param>
/// <param name="Host">The Host header's value, with its port if any.</param>
/// <param name="Path">Normalised.</param>
/// <param name="Query">With its '?', or empty.</param>
/// <param name="Headers">The request's headers.</param>
/// <param name="IsAnnounced">Whether the request is only announced by a preflight: its own headers are unknown, so every condition on them may hold.</param>
internal readonly record struct RouteRequest(
    string Method, string Host, string Path, string Query, IHeaderDictionary Headers, bool IsAnnounced = false);
