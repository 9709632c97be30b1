using Microsoft.AspNetCore.Http;

namespace Tollgate.Platform.Http;

/// <summary>Gives requests for the module's health to <see cref="Health"/>.</summary>
internal sealed class HealthMiddleware(RequestDelegate next, Health health)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Health.Prefix, StringComparison.Ordinal) ? health.AnswerAsync(context) : next(context);
}
