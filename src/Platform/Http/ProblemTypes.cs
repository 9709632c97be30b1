namespace Tollgate.Platform.Http;

/// <summary>Every <see cref="ProblemType"/> of the product.</summary>
public static class ProblemTypes
{
    // The registry of RFC 9457 section 4.2, where clients find the types that are not ours alone.
    private const string Iana = "https://iana.org/assignments/http-problem-types#";

    /// <summary>The request is not well-formed HTTP, or is ambiguous.</summary>
    public static ProblemType MalformedRequest { get; } = new("malformed-request", 400, "The request is malformed or ambiguous");

    /// <summary>The path could be read in two ways (dot segments, empty segments, encoded slashes, double encoding, control characters).</summary>
    public static ProblemType AmbiguousPath { get; } = new("ambiguous-path", 400, "The path is ambiguous");

    /// <summary>Parameters or body fail validation; <c>errors</c> lists each with its pointer.</summary>
    public static ProblemType ValidationFailed { get; } = new("validation-failed", 400, "The request does not match the contract");

    /// <summary>Several versions of the API exist and the request names none of them.</summary>
    public static ProblemType VersionRequired { get; } = new("version-required", 400, "The API version is missing or unknown");

    /// <summary>The <c>Idempotency-Key</c> is missing where one is needed, or has a form that none may have.</summary>
    public static ProblemType IdempotencyKeyInvalid { get; } = new("idempotency-key-invalid", 400, "A valid Idempotency-Key is required");

    /// <summary>No credential was presented where one is needed.</summary>
    public static ProblemType CredentialMissing { get; } = new("credential-missing", 401, "A credential is required");

    /// <summary>A credential was presented that is malformed, unknown, expired, revoked, or presented twice.</summary>
    public static ProblemType CredentialInvalid { get; } = new("credential-invalid", 401, "The credential is not valid");

    /// <summary>The caller is known but may not do this.</summary>
    public static ProblemType Forbidden { get; } = new("forbidden", 403, "The caller may not do this");

    /// <summary>Requests from the client's address are not accepted; the lists that say so are not shown.</summary>
    public static ProblemType AddressNotAllowed { get; } = new("address-not-allowed", 403, "Requests from this address are not accepted");

    /// <summary>A CORS preflight came from a page whose origin may not call.</summary>
    public static ProblemType OriginNotAllowed { get; } = new("origin-not-allowed", 403, "Pages of this origin may not call");

    /// <summary>The caller is known but has no subscription to this API.</summary>
    public static ProblemType NotSubscribed { get; } = new("not-subscribed", 403, "The caller is not subscribed to this API");

    /// <summary>No route matches the request.</summary>
    public static ProblemType RouteNotFound { get; } = new("route-not-found", 404, "No API answers at this address");

    /// <summary>The resource does not exist, or not for this caller.</summary>
    public static ProblemType ResourceNotFound { get; } = new("resource-not-found", 404, "The resource does not exist");

    /// <summary>The path exists, the method doesn't; <c>Allow</c> lists those that do.</summary>
    public static ProblemType MethodNotAllowed { get; } = new("method-not-allowed", 405, "The method is not allowed here");

    /// <summary>No representation matches the request's <c>Accept</c>.</summary>
    public static ProblemType NotAcceptable { get; } = new("not-acceptable", 406, "No acceptable representation exists");

    /// <summary>The client sent its body too slowly.</summary>
    public static ProblemType RequestTimeout { get; } = new("request-timeout", 408, "The request took too long to arrive");

    /// <summary>The request contradicts the state of the resource.</summary>
    public static ProblemType Conflict { get; } = new("conflict", 409, "The request conflicts with the current state");

    /// <summary>Another request with the same <c>Idempotency-Key</c> is under way.</summary>
    public static ProblemType IdempotencyKeyInUse { get; } = new("idempotency-key-in-use", 409, "A request with this key is under way");

    /// <summary>The API was retired.</summary>
    public static ProblemType ApiRetired { get; } = new("api-retired", 410, "The API was retired");

    /// <summary>A conditional request's version is not the current one.</summary>
    public static ProblemType PreconditionFailed { get; } = new("precondition-failed", 412, "The resource has changed");

    /// <summary>The body exceeds the limit.</summary>
    public static ProblemType BodyTooLarge { get; } = new("body-too-large", 413, "The body is too large");

    /// <summary>The request target exceeds the limit.</summary>
    public static ProblemType UriTooLong { get; } = new("uri-too-long", 414, "The address is too long");

    /// <summary>The body's media type is not supported.</summary>
    public static ProblemType UnsupportedMediaType { get; } = new("unsupported-media-type", 415, "The media type is not supported");

    /// <summary>The <c>Idempotency-Key</c> came before with another request.</summary>
    public static ProblemType IdempotencyKeyReused { get; } = new("idempotency-key-reused", 422, "The key belongs to another request");

    /// <summary>A change to an existing resource needs <c>If-Match</c>.</summary>
    public static ProblemType PreconditionRequired { get; } = new("precondition-required", 428, "The request must be conditional");

    /// <summary>A limit of requests is used up; <c>violated-policies</c> names it.</summary>
    public static ProblemType QuotaExceeded { get; } = new("quota-exceeded", 429, "The limit of requests is used up") { Uri = Iana + "quota-exceeded" };

    /// <summary>The header section exceeds the limit.</summary>
    public static ProblemType HeadersTooLarge { get; } = new("headers-too-large", 431, "The headers are too large");

    /// <summary>A bug of ours; the trace id finds it in the logs.</summary>
    public static ProblemType InternalError { get; } = new("internal-error", 500, "Something went wrong on our side");

    /// <summary>The request begins a WebSocket, which this host can't carry.</summary>
    public static ProblemType UpgradeNotSupported { get; } = new("upgrade-not-supported", 501, "This host carries no WebSockets");

    /// <summary>The upstream could not be reached, or broke off before it answered, or answered with something that is not HTTP.</summary>
    public static ProblemType UpstreamFailed { get; } = new("upstream-failed", 502, "The upstream did not answer properly");

    /// <summary>The service has no destination at the moment.</summary>
    public static ProblemType NoDestination { get; } = new("no-destination", 503, "No destination is available");

    /// <summary>As many requests are under way as the API's upstream may have at the same time.</summary>
    public static ProblemType ReducedCapacity { get; } = new("temporary-reduced-capacity", 503, "The API is busy")
    {
        Uri = Iana + "temporary-reduced-capacity",
    };

    /// <summary>A store that the answer depends on is not available.</summary>
    public static ProblemType DependencyUnavailable { get; } = new("dependency-unavailable", 503, "A dependency is not available");

    /// <summary>No configuration could be loaded yet.</summary>
    public static ProblemType NotReady { get; } = new("not-ready", 503, "The service is starting");

    /// <summary>The upstream did not answer in time.</summary>
    public static ProblemType UpstreamTimeout { get; } = new("upstream-timeout", 504, "The upstream did not answer in time");

    /// <summary>The type that stands for a bare status, such as one that routing sets; null where none fits.</summary>
    public static ProblemType? OfStatus(int status) => status switch
    {
        400 => MalformedRequest,
        401 => CredentialMissing,
        403 => Forbidden,
        404 => ResourceNotFound,
        405 => MethodNotAllowed,
        406 => NotAcceptable,
        408 => RequestTimeout,
        409 => Conflict,
        410 => ApiRetired,
        412 => PreconditionFailed,
        413 => BodyTooLarge,
        414 => UriTooLong,
        415 => UnsupportedMediaType,
        428 => PreconditionRequired,
        429 => QuotaExceeded,
        431 => HeadersTooLarge,
        500 => InternalError,
        502 => UpstreamFailed,
        503 => DependencyUnavailable,
        504 => UpstreamTimeout,
        _ => null,
    };
}
