using Microsoft.AspNetCore.Http;

namespace Tollgate.Platform.Http;

/// <summary>
/// Lets whatever answers GET answer HEAD too, with the same headers and no body (RFC 9110 section 9.3.2), so that no endpoint has to
/// say so and no API description lists every read twice.
/// </summary>
internal sealed class HeadMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => HttpMethods.IsHead(context.Request.Method) ? AnswerAsync(context) : CallAsync(context);

    private async Task AnswerAsync(HttpContext context)
    {
        var (method, body) = (context.Request.Method, context.Response.Body);
        try
        {
            context.Request.Method = HttpMethods.Get;
            context.Response.Body = Stream.Null;
            await CallAsync(context);
        }
        finally
        {
            context.Request.Method = method;
            context.Response.Body = body;
        }
    }

    private async Task CallAsync(HttpContext context)
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed } response && response.Headers.Allow is [{ } allow])
        {
            response.Headers.Allow = string.Join(", ", allow.Split(", ").SelectMany(method => HttpMethods.IsGet(method) ? [method, HttpMethods.Head] : new[] { method }));
        }
    }
}
