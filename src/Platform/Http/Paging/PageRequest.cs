using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Platform.Http.Paging;

/// <summary>Which page of a list a client asks for.</summary>
/// <param name="List">What makes the list another list: a cursor belongs to one.</param>
/// <param name="Limit">Items that the page may have.</param>
/// <param name="After">Where the page before ended; null for the first page.</param>
public sealed record PageRequest(string List, int Limit, string? After)
{
    /// <summary>The largest page.</summary>
    public const int MaxLimit = 100;

    /// <summary>The page that a client gets who doesn't say.</summary>
    public const int UsualLimit = 20;

    /// <summary>Reads the query parameters <c>limit</c> and <c>cursor</c>; <paramref name="faults"/> says what is wrong with them.</summary>
    /// <param name="list">The tenant, and whatever filters and orders the list.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>, or null.</param>
    /// <param name="cursor">What <see cref="Write"/> made, or null.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static PageRequest Read(string list, string? limit, string? cursor, Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);

        var after = cursor is null ? null : Cursor.Read(list, cursor);
        if (cursor is not null && after is null)
        {
            faults.Add("query:cursor", "The cursor belongs to another list. Start again without it, or repeat the parameters it came from.");
        }

        return new PageRequest(list, (int)faults.ReadNumber("limit", limit, 1, MaxLimit, UsualLimit), after);
    }

    /// <summary>The cursor of the page that follows a position.</summary>
    public string Write(string position) => Cursor.Write(List, position);

    /// <summary>
    /// The value of <c>Link</c> (RFC 8288) that leads to the next page: a reference with a query only, so that it keeps the path
    /// under which the client asked (RFC 3986 section 5.2.2).
    /// </summary>
    internal static string NextLink(HttpRequest request, string cursor)
    {
        var query = request.Query
            .Where(parameter => parameter.Key != "cursor")
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value))
            .Append(KeyValuePair.Create("cursor", (string?)cursor));
        return $"<{QueryString.Create(query)}>; rel=\"next\"";
    }
}
