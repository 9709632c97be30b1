namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>Why a token was refused.</summary>
internal enum TokenFailure
{
    None,
    TooLong,
    Malformed,
    Encrypted,
    Critical,
    Issuer,
    TenantOfIssuer,
    Tenant,
    Algorithm,
    Type,
    Audience,
    Expiry,
    Expired,
    NotYetValid,
    Subject,
    Key,
    Signature,

    /// <summary>Nothing is known about it: the issuer's keys can't be read at the moment.</summary>
    Unavailable,
}

internal static class TokenFailures
{
    /// <summary>What to tell the client, in ASCII and without quotes, so that it fits into <c>error_description</c> (RFC 6750 section 3).</summary>
    public static string Describe(this TokenFailure failure) => failure switch
    {
        TokenFailure.TooLong => "The token is longer than 8192 characters",
        TokenFailure.Malformed => "The credential is neither a signed JWT in compact form nor a key of this gateway",
        TokenFailure.Encrypted => "The token is encrypted; only signed tokens are accepted",
        TokenFailure.Critical => "The token has critical header parameters, none of which is understood here",
        TokenFailure.Issuer => "The token is from an issuer that this API does not accept",
        TokenFailure.TenantOfIssuer => "The token does not name the tenant of its issuer in tid",
        TokenFailure.Tenant => "The token is from a tenant that this API does not accept",
        TokenFailure.Algorithm => "The token is signed with an algorithm that this API does not accept, or not at all",
        TokenFailure.Type => "The token has a type (typ) that this API does not accept",
        TokenFailure.Audience => "The token was made for another audience",
        TokenFailure.Expiry => "The token does not say when it expires",
        TokenFailure.Expired => "The token has expired; get a new one",
        TokenFailure.NotYetValid => "The token is not valid yet",
        TokenFailure.Subject => "The token names neither a subject nor a client, or one of more than 256 characters",
        TokenFailure.Key => "The token is signed with a key that its issuer does not publish",
        TokenFailure.Signature => "The signature of the token does not match",
        _ => "The token is not valid",
    };
}
