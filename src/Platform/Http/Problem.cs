namespace Tollgate.Platform.Http;

/// <summary>One occurrence of an error, to be written as <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">What kind of error it is.</param>
/// <param name="Detail">What happened here and what to do about it, for a person; nothing secret.</param>
public sealed record Problem(ProblemType Type, string Detail)
{
    /// <summary>Single faults of the request, each with the JSON pointer (RFC 6901) or parameter name it belongs to.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>Names of the limits that the request exceeds, as <c>violated-policies</c> (draft-ietf-httpapi-ratelimit-headers).</summary>
    public IReadOnlyList<string> ViolatedPolicies { get; init; } = [];

    /// <summary>Response headers that belong to the error, such as <c>Allow</c> or <c>WWW-Authenticate</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>A single fault of a request.</summary>
/// <param name="Pointer">Where: a JSON pointer such as <c>#/price/amount</c>, or <c>query:limit</c>, <c>header:If-Match</c>, <c>path:id</c>.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
public sealed record ProblemError(string Pointer, string Detail);
