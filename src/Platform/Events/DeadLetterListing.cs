using System.Runtime.CompilerServices;

namespace Tollgate.Platform.Events;

/// <summary>Dead letters without their pages, for what goes through all of them.</summary>
internal static class DeadLetterListing
{
    private const int PageSize = 100;

    /// <summary>All dead letters of the service, the oldest first; those that were listed may be removed meanwhile.</summary>
    /// <exception cref="EventBusException">The bus failed.</exception>
    public static async IAsyncEnumerable<DeadLetter> ListAllAsync(this IDeadLetters deadLetters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await deadLetters.ListAsync(cursor, PageSize, cancellationToken);
            foreach (var dead in page.Items)
            {
                yield return dead;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }
}
