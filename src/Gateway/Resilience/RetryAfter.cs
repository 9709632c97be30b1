namespace Tollgate.Gateway.Resilience;

/// <summary>The <c>Retry-After</c> of an answer (RFC 9110 section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>How long the upstream asks to be left alone; null when it says nothing that can be understood.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
