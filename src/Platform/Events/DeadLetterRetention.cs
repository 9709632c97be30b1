using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Events;

/// <summary>Deletes the dead letters of a service that nobody looked after for long.</summary>
internal sealed class DeadLetterRetention(IDeadLetters deadLetters, TimeProvider time) : IDailyJob
{
    private const int PageSize = 100;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "dead-letters";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        var deleted = 0L;
        string? cursor = null;
        do
        {
            var page = await deadLetters.ListAsync(cursor, PageSize, cancellationToken);
            foreach (var dead in page.Items.Where(dead => dead.Time < before))
            {
                deleted += await deadLetters.PurgeAsync(dead.Id, cancellationToken) ? 1 : 0;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);

        return deleted;
    }
}
