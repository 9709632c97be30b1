using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tollgate.Platform.Http.Paging;

/// <summary>How endpoints answer with a page.</summary>
public static class PageAnswers
{
    /// <summary>The page with status 200, and with a <c>Link</c> to the next one where there is one.</summary>
    public static Ok<Page<T>> ShowPage<T>(this HttpContext context, Page<T> page)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(page);

        if (page.Next is not null)
        {
            context.Response.Headers.Link = PageRequest.NextLink(context.Request, page.Next);
        }

        return TypedResults.Ok(page);
    }
}
