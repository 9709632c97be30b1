using Microsoft.AspNetCore.Http;

namespace Tollgate.Platform.Http;

/// <summary>Gives requests for the module's health to <see cref="HealthEndpoint"/>.</summary>
internal sealed class HealthMiddleware(RequestDelegate next, HealthEndpoint health)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments(HealthEndpoint.Prefix, StringComparison.Ordinal) ? health.AnswerAsync(context) : next(context);
}
