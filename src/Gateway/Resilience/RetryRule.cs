using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Forwarding;

namespace Tollgate.Gateway.Resilience;

/// <summary>What may be tried again.</summary>
internal static class RetryRule
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Whether doing it twice has the effect of doing it once (RFC 9110 section 9.2.2), or the service takes care of that.</summary>
    public static bool IsRepeatable(HttpRequest request) =>
        request.Method is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS" || !string.IsNullOrEmpty(request.Headers[IdempotencyKey]);

    /// <summary>Whether there is a body that may be small enough to keep.</summary>
    public static bool MayFit(HttpContext context, int limit) =>
        UpstreamRequest.HasBody(context) && (context.Request.ContentLength is not { } length || length <= limit);

    /// <summary>Whether the body is certain to be kept whole, however much of it is still to come.</summary>
    public static bool Fits(HttpContext context, ReplayBuffer? replay) => context.Request.ContentLength is { } length && replay?.Holds(length) is true;

    /// <summary>A try that got no answer.</summary>
    /// <param name="error">Why not.</param>
    /// <param name="repeatable">Whether the request may reach an upstream twice.</param>
    /// <param name="isIntact">Whether its body can be sent from the beginning.</param>
    public static bool OfError(ForwardError error, bool repeatable, bool isIntact) => isIntact && error switch
    {
        // Nothing was sent.
        ForwardError.Connect or ForwardError.ConnectTimeout => true,
        ForwardError.BadResponse or ForwardError.ResponseTimeout or ForwardError.IdleTimeout => repeatable,
        _ => false,
    };

    /// <summary>A try that got an answer. "Too many requests" is tried again only when the upstream says when.</summary>
    public static bool OfStatus(int status, bool repeatable, TimeSpan? retryAfter, RetrySettings settings) =>
        repeatable && (status == StatusCodes.Status429TooManyRequests ? retryAfter is not null : settings.Statuses.Contains(status));
}
