using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Http.Patching;

/// <summary>Endpoints that take a JSON merge patch.</summary>
public static class MergePatchEndpoints
{
    private static readonly ProblemResult UnknownPatch = new(new Problem(
        ProblemTypes.UnsupportedMediaType, $"Send a JSON merge patch (RFC 7396) with 'Content-Type: {MergePatch.MediaType}'.")
    {
        // RFC 5789 section 2.2: which formats would do.
        Headers = [new("Accept-Patch", MergePatch.MediaType)],
    });

    /// <summary>
    /// Maps PATCH for callers with a scope. The handler binds the patch as a <see cref="System.Text.Json.JsonElement"/> and applies it with
    /// <see cref="MergePatch.Apply{TDraft}"/>; every other media type is answered with 415 and <c>Accept-Patch</c>.
    /// </summary>
    /// <typeparam name="TDraft">What the patch changes, as clients write it.</typeparam>
    public static RouteHandlerBuilder MapMergePatch<TDraft>(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Delegate handler, string scope)
        where TDraft : class
    {
        endpoints.MapPatch(pattern, () => UnknownPatch).WithOrder(1).ExcludeFromDescription().RequireScope(scope);
        return endpoints.MapPatch(pattern, handler).Accepts<TDraft>(MergePatch.MediaType).RequireScope(scope);
    }
}
