using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Snapshots;

namespace Tollgate.Gateway;

/// <summary>The gateway's own health, below a path that no API can take: <c>live</c> and <c>ready</c>.</summary>
internal sealed class GatewayHealth(SnapshotSource snapshots)
{
    public static readonly PathString Path = "/_tollgate";

    /// <summary>Ready means that a configuration is in use; a store that fails meanwhile shows as degraded, because traffic still flows.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/_tollgate/health/live":
                await WriteAsync(context, StatusCodes.Status200OK, "live", null);
                break;
            case "/_tollgate/health/ready":
                var snapshot = await snapshots.GetAsync(context.RequestAborted);
                var (status, text) = (snapshot, snapshots.IsFailing) switch
                {
                    (null, _) => (StatusCodes.Status503ServiceUnavailable, "starting"),
                    (_, true) => (StatusCodes.Status200OK, "degraded"),
                    _ => (StatusCodes.Status200OK, "ready"),
                };
                await WriteAsync(context, status, text, snapshot?.Head.Revision);
                break;
            default:
                await Platform.Http.ProblemWriter.WriteAsync(
                    context, new(Platform.Http.ProblemTypes.RouteNotFound, "Only /_tollgate/health/live and /_tollgate/health/ready answer below /_tollgate."));
                break;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string text, long? revision)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(
            revision is null ? $$"""{"status":"{{text}}"}""" : $$"""{"status":"{{text}}","revision":{{revision}}}""", context.RequestAborted);
    }
}
