using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.Platform.Telemetry;

/// <summary>
/// Says on a request's server span what was asked (OpenTelemetry semantic conventions for HTTP). The route's template, never the path: paths carry
/// personal data.
/// </summary>
public static class RequestSpan
{
    /// <summary>The span of a request, as the server made it; null where nobody records it.</summary>
    public static Activity? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // The server makes one for its own logs too, which has no source.
        return context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true, Source.Name.Length: > 0 } span ? span : null;
    }

    /// <summary>Completes the span when the answer is known.</summary>
    /// <param name="span">The span.</param>
    /// <param name="request">The request.</param>
    /// <param name="route">The route's template; null where there is none.</param>
    /// <param name="status">The status of the answer.</param>
    public static void Describe(Activity span, HttpRequest request, string? route, int status)
    {
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(request);

        // Others are the client's invention, of which there is no end.
        var method = request.Method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "PATCH" or "OPTIONS" ? request.Method : "_OTHER";
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method).SetTag("http.response.status_code", status);
        if (route is not null)
        {
            span.SetTag("http.route", route);
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture)).SetStatus(ActivityStatusCode.Error);
        }
    }
}
