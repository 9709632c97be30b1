using System.Runtime.CompilerServices;

namespace Tollgate.Platform.Events;

/// <summary>Dead letters without their pages, for what goes through all of them.</summary>
internal static class DeadLetterListing
{
    private const int PageSize = 100;

    /// <summary>Looks at all dead letters of the service, then removes those that something is true of.</summary>
    /// <exception cref="EventBusException">The bus failed; some may have been removed.</exception>
    public static async ValueTask<PurgeResult> PurgeWhereAsync(
        this IDeadLetters deadLetters, Func<DeadLetter, ValueTask<bool>> isDue, CancellationToken cancellationToken)
    {
        List<string> due = [];
        await foreach (var dead in deadLetters.ListAllAsync(cancellationToken))
        {
            if (await isDue(dead))
            {
                due.Add(dead.Id);
            }
        }

        return due is [] ? new PurgeResult(0, []) : await deadLetters.PurgeAsync(due, cancellationToken);
    }

    private static async IAsyncEnumerable<DeadLetter> ListAllAsync(this IDeadLetters deadLetters, [EnumeratorCancellation] CancellationToken cancellationToken)
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
