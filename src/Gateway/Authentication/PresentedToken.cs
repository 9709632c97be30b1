using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Credentials;

namespace Tollgate.Gateway.Authentication;

/// <summary>
/// The token of a request: what <c>Authorization: Bearer</c> carries (RFC 6750 section 2.1), and nowhere else; the query and the body aren't looked at.
/// </summary>
/// <param name="Presentation">Whether there is exactly one.</param>
/// <param name="Value">The header's whole value.</param>
internal readonly record struct PresentedToken(Presentation Presentation, string Value)
{
    private const string BearerScheme = "Bearer ";

    public ReadOnlySpan<char> Token => Value.AsSpan(BearerScheme.Length).Trim(' ');

    /// <param name="headers">The request's headers.</param>
    /// <param name="keysToo">Whether the header may carry an API key instead, which then is no token.</param>
    public static PresentedToken Find(IHeaderDictionary headers, bool keysToo) => headers.Authorization switch
    {
        { Count: > 1 } => new PresentedToken(Presentation.Several, ""),
        [{ } value] when value.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase) && !(keysToo && value.AsSpan(BearerScheme.Length).TrimStart(' ').StartsWith(ApiKey.Prefix)) =>
            new PresentedToken(Presentation.Single, value),
        _ => default,
    };
}
