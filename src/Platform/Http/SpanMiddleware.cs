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
        RequestSpan.Describe(span, context.Request, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, context.Response.StatusCode);
    }
}
