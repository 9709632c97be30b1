using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Authentication;

/// <summary>How a request presents a credential of one kind.</summary>
internal enum Presentation
{
    Missing,
    Single,
    Several,
}

/// <summary>The API key of a request, found in the headers that its route names.</summary>
/// <param name="Presentation">Whether there is exactly one.</param>
/// <param name="Header">The header it was found in.</param>
/// <param name="Value">The header's whole value.</param>
/// <param name="Start">Where in it the key begins, after <c>Bearer </c>.</param>
internal readonly record struct PresentedKey(Presentation Presentation, string Header, string Value, int Start)
{
    private const string Authorization = "Authorization";

    public ReadOnlySpan<char> Key => Value.AsSpan(Start);

    /// <summary>
    /// Looks into the route's headers, then into <c>Authorization: Bearer</c>. A bearer token beside a key in a header of its own is the
    /// upstream's, unless it is a key too; on a route that accepts tokens it is a key only if it looks like one.
    /// </summary>
    public static PresentedKey Find(IHeaderDictionary headers, IReadOnlyList<string> keyHeaders, bool tokensToo)
    {
        var found = default(PresentedKey);
        for (var index = 0; index < keyHeaders.Count; index++)
        {
            if (headers.TryGetValue(keyHeaders[index], out var values))
            {
                found = Combine(found, keyHeaders[index], values, 0);
            }
        }

        var authorization = headers.Authorization;
        if (authorization.Count == 0 || BearerScheme.CredentialStart(authorization[0]) is not (> 0 and var start))
        {
            return found;
        }

        return (found.Presentation is Presentation.Missing && !tokensToo) || authorization[0].AsSpan(start).StartsWith(Platform.Credentials.ApiKey.Prefix)
            ? Combine(found, Authorization, authorization, start)
            : found;
    }

    private static PresentedKey Combine(PresentedKey found, string header, StringValues values, int start) =>
        found.Presentation is Presentation.Missing && values.Count == 1
            ? new PresentedKey(Presentation.Single, header, values[0] ?? "", start)
            : new PresentedKey(Presentation.Several, header, "", 0);
}
