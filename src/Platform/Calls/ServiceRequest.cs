using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Calls;

/// <summary>What one service asks another.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path at the service with its query, beginning with a slash; values in it are escaped.</param>
/// <param name="Subject">Whom the call speaks for: consumer and tenant as the caller got them, and the scopes that the call needs.</param>
public sealed record ServiceRequest(HttpMethod Method, string Path, AssertionSubject Subject)
{
    /// <summary>Written as JSON by the product's rules; null for none.</summary>
    public object? Body { get; init; }

    /// <summary>Makes a POST or PATCH repeatable; null where the method is idempotent by itself or must not be repeated.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The version that a change is based on, as <see cref="ServiceAnswer.EntityTag"/> gave it; a conditional change is not repeated.</summary>
    public string? IfMatch { get; init; }

    /// <summary>
    /// Whether a repetition does no harm: idempotent methods (RFC 9110 section 9.2.2) and whatever has a key. A conditional change would
    /// find its own first try and be refused.
    /// </summary>
    internal bool IsRepeatable => IdempotencyKey is not null
        || (IfMatch is null && (Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Put || Method == HttpMethod.Delete));
}
