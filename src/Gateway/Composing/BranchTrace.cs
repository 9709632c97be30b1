using System.Diagnostics;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>A client span for each call of a composition (OpenTelemetry semantic conventions for HTTP), because several of them share one request.</summary>
internal static class BranchTrace
{
    private static readonly ActivitySource Source = new("Tollgate.Gateway");

    /// <summary>Null when nobody records.</summary>
    public static Activity? Start(BranchModel branch, TraceIdentity request)
    {
        // Where the server's own span isn't recorded, the request's ids are the parent.
        var parent = Activity.Current is null && ActivityContext.TryParse(request.TraceParent, request.TraceState, out var context) ? context : default;
        var span = Source.StartActivity(branch.Operation, ActivityKind.Client, parent);
        return span?.SetTag("http.request.method", "GET").SetTag("tollgate.branch", branch.Name).SetTag("tollgate.upstream", branch.Route.Upstream.Name);
    }

    /// <summary>The ids that the call carries.</summary>
    public static TraceIdentity Identity(TraceIdentity request, Activity? span) =>
        span is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? request with { TraceParent = id, TraceState = span.TraceStateString } : request;

    public static void Complete(Activity? span, GatewayExchange call, Problem? failure)
    {
        if (span is null)
        {
            return;
        }

        if (call.Destination is { Address: var address })
        {
            span.SetTag("server.address", address.Host).SetTag("server.port", address.Port);
        }

        if (call.Outcome.StatusCode is not 0 and var status)
        {
            span.SetTag("http.response.status_code", status);
        }

        if (failure is not null)
        {
            span.SetTag("error.type", failure.Type.Name).SetStatus(ActivityStatusCode.Error);
        }
    }
}
