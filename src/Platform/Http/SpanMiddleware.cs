using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Platform.Http;

/// <summary>Names the span of every request after its endpoint.</summary>
internal sealed class SpanMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => RequestSpan.Of(context) is { } span ? DescribeAsync(context, span) : next(context);

    private async Task DescribeAsync(HttpContext context, Activity span)
    {
        await next(context);
        RequestSpan.Describe(span, context.Request, RouteOf(context), context.Response.StatusCode);
    }

    // The root of a group has a slash at its end, which no request has.
    private static string? RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { Length: > 1 } route ? route.TrimEnd('/') : null;
}
