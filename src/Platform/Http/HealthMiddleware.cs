using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Http;

/// <summary>
/// Answers <c>/_tollgate/health/live</c> (the process runs) and <c>/_tollgate/health/ready</c> (it can serve). No endpoint but a
/// middleware: it works in front of any routing and without credentials.
/// </summary>
internal sealed class HealthMiddleware(
    RequestDelegate next, IEnumerable<IReadinessCheck> checks, TimeProvider time, ILogger<HealthMiddleware> logger)
{
    private static readonly PathString Prefix = "/_tollgate/health";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IReadinessCheck[] _checks = [.. checks];

    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal, out var rest) ? AnswerAsync(context, rest) : next(context);

    private async Task AnswerAsync(HttpContext context, PathString what)
    {
        if (what != "/live" && what != "/ready")
        {
            await ProblemWriter.WriteAsync(context, new Problem(ProblemTypes.RouteNotFound, "Health has two addresses: live and ready."));
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await ProblemWriter.WriteAsync(context, new Problem(ProblemTypes.MethodNotAllowed, "Health is read with GET or HEAD.")
            {
                Headers = [new("Allow", "GET, HEAD")],
            });
        }
        else
        {
            var answers = what == "/live" ? [] : await Task.WhenAll(_checks.Select(check => AskAsync(check, context.RequestAborted)));
            await WriteAsync(context, answers);
        }
    }

    private async Task<(string Name, bool IsReady)> AskAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return (check.Name, await check.IsReadyAsync(either.Token).AsTask().WaitAsync(either.Token));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.CheckFailed(exception, check.Name);
            return (check.Name, false);
        }
    }

    private static async Task WriteAsync(HttpContext context, (string Name, bool IsReady)[] answers)
    {
        var isHealthy = answers.All(answer => answer.IsReady);
        context.Response.StatusCode = isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Health(isHealthy ? "up" : "down", [.. answers.Select(answer => new Check(answer.Name, answer.IsReady ? "up" : "down"))]),
            JsonRules.Options);
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private sealed record Health(string Status, IReadOnlyList<Check> Checks);

    private sealed record Check(string Name, string Status);
}
