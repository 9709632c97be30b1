using Microsoft.AspNetCore.Http;

namespace Tollgate.Platform.Http;

/// <summary>Addresses that hold under whatever path the gateway publishes a service: relative to the request (RFC 9110 section 10.2.2).</summary>
public static class Locations
{
    /// <summary>The <c>Location</c> of a member of the collection that was asked: <c>products/7</c> for <c>POST /products</c>.</summary>
    public static string Below(HttpRequest request, string id)
    {
        ArgumentNullException.ThrowIfNull(request);

        var path = request.Path.Value ?? "";
        return path is [.., '/'] ? id : $"{path[(path.LastIndexOf('/') + 1)..]}/{id}";
    }
}
