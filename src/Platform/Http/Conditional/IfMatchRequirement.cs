using Microsoft.AspNetCore.Builder;

namespace Tollgate.Platform.Http.Conditional;

/// <summary>Endpoint metadata: the change is refused with 428 unless <c>If-Match</c> says on which version it is based.</summary>
public sealed record IfMatchRequirement;

/// <summary>How endpoints say that they need <c>If-Match</c>.</summary>
public static class IfMatchConventions
{
    /// <summary>
    /// Says in the API description that the endpoint needs <c>If-Match</c>. The endpoint itself asks
    /// <see cref="EntityTags.RefuseUnlessMatching"/>, since only it knows the stored version.
    /// </summary>
    public static TBuilder RequireIfMatch<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new IfMatchRequirement());
}
