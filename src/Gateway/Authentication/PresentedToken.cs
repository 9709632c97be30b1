using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Credentials;

namespace Tollgate.Gateway.Authentication;

/// <summary>
/// The token of a request: what <c>Authorization: Bearer</c> carries (RFC 6750 section 2.1), and nowhere else; the query and the body aren't looked at.
/// </summary>
/// <param name="Presentation">Whether there is exactly one.</param>
/// <param name="Value">The header's whole value.</param>
/// <param name="Start">Where in it the token begins, after <c>Bearer </c>.</param>
internal readonly record struct PresentedToken(Presentation Presentation, string Value, int Start)
{
    public ReadOnlySpan<char> Token => Value.AsSpan(Start).TrimEnd(' ');

    /// <param name="headers">The request's headers.</param>
    /// <param name="keysToo">Whether the header may carry an API key instead, which then is no token.</param>
    public static PresentedToken Find(IHeaderDictionary headers, bool keysToo) => headers.Authorization switch
    {
        { Count: > 1 } => new PresentedToken(Presentation.Several, "", 0),
        [{ } value] when BearerScheme.CredentialStart(value) is > 0 and var start && !(keysToo && value.AsSpan(start).StartsWith(ApiKey.Prefix)) =>
            new PresentedToken(Presentation.Single, value, start),
        _ => default,
    };
}
