using Tollgate.Platform.Configuration;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Credentials;

/// <summary>
/// Forgets issued keys a while after they expired; until then a caller is told that the key has expired, and an operator sees which it was. Keys of documents
/// stay as long as the documents name them. Revocations that died on the way are made good, and rows that somebody wrote late for a key that was gone are deleted.
/// </summary>
internal sealed class KeyRetention(ITableStore tables) : IDailyJob
{
    // In one run; the next one goes on.
    private const int Most = 1000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly KeyRemoval _removal = new(tables);

    public string Name => "api-keys";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var (deleted, query) = (0L, KeyRing.All);
        do
        {
            var page = await tables.QueryAsync(PlatformTables.Credentials, query, cancellationToken);
            var oldest = page.StoreTime - Kept;
            foreach (var ring in page.Entities.Select(KeyRing.Read).Where(ring => ring.Keys.Any(IsPast)))
            {
                deleted += await _removal.RemoveAsync(ring.Id, IsPast, token => AnnounceAsync(ring, token), cancellationToken);
                if (deleted >= Most)
                {
                    return deleted;
                }
            }

            query = query with { Continuation = page.Continuation };

            bool IsPast(RingKey key) => key.Going || (key.Issued && key.Expires < oldest);
        }
        while (query.Continuation is not null);

        return deleted;
    }

    // Gateways refuse expired keys, remembered or not.
    private async ValueTask AnnounceAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        if (ring.Keys.Any(key => key.Going))
        {
            await HeadRow.UpdateAsync(tables, head => head.WithNextCredentialSequence(), cancellationToken);
        }
    }
}
