using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Cancellation;

namespace Tollgate.Platform.Http;

/// <summary>
/// Answers <c>/_tollgate/health/live</c> (the process runs) and <c>/_tollgate/health/ready</c> (it can serve) in front of any routing and
/// without credentials. The body says <c>status</c> (<c>up</c>, <c>degraded</c> or <c>down</c>) of the whole and of every check.
/// </summary>
public sealed class HealthEndpoint(IEnumerable<IReadinessCheck> checks, TimeProvider time, ILogger<HealthEndpoint> logger)
{
    private static readonly PathString Live = Prefix + "/live";
    private static readonly PathString Ready = Prefix + "/ready";

    // Longer than a module may itself wait before it knows that it can do without what doesn't answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly IReadinessCheck[] _checks = [.. checks];

    /// <summary>What all addresses of health begin with.</summary>
    public static PathString Prefix => "/_tollgate/health";

    /// <summary>Answers a request below <see cref="Prefix"/>: 200, 503 where a check is down, or a problem where there is nothing to ask.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var path = context.Request.Path;
        if (!path.Equals(Live, StringComparison.Ordinal) && !path.Equals(Ready, StringComparison.Ordinal))
        {
            await ProblemWriter.WriteAsync(context, new Problem(ProblemTypes.RouteNotFound, $"Only {Live} and {Ready} answer here."));
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
            var asked = path.Equals(Live, StringComparison.Ordinal) ? [] : _checks;
            await WriteAsync(context, await Task.WhenAll(asked.Select(check => AskAsync(check, context.RequestAborted))));
        }
    }

    private async Task<Check> AskAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = new GuardedToken(logger, cancellationToken, patience.Token);
        try
        {
            var readiness = await check.CheckAsync(either.Value).AsTask().WaitAsync(either.Value);
            return new Check(check.Name, readiness.Status, readiness.Detail);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.CheckFailed(exception, check.Name);
            return new Check(check.Name, ReadinessStatus.Down);
        }
    }

    private static async Task WriteAsync(HttpContext context, Check[] checks)
    {
        var status = checks.Select(check => check.Status).DefaultIfEmpty(ReadinessStatus.Up).Max();
        context.Response.StatusCode = status is ReadinessStatus.Down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var body = JsonSerializer.SerializeToUtf8Bytes(new Answer(status, checks), JsonRules.Options);
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private sealed record Answer(ReadinessStatus Status, IReadOnlyList<Check> Checks);

    private sealed record Check(string Name, ReadinessStatus Status, string? Detail = null);
}
