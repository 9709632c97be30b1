using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Credentials;

internal readonly record struct SubscriptionId(string Tenant, string Name);

/// <summary>A key that a subscription has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">Its hash in hexadecimal digits.</param>
/// <param name="Expires">From when on it is refused; null for never.</param>
/// <param name="Issued">Whether it was issued; otherwise a document names it.</param>
/// <param name="Going">Whether it was taken away, or is being: it has no row any more, or not for long.</param>
/// <param name="Gone">When its row was gone and that was announced, by the store's clock; null before.</param>
internal sealed record RingKey(string Name, string Hash, DateTimeOffset? Expires, bool Issued, bool Going = false, DateTimeOffset? Gone = null)
{
    public bool IsLive(DateTimeOffset now) => !Going && (Expires is not { } end || end > now);
}

/// <summary>
/// The keys of one subscription, in one row: a conditional write of it is what holds the limit of live keys when two are
/// issued at once. It is written before a credential appears and remembers for a while those that are gone, so every credential
/// is in a ring, also one that is written late by somebody who read the ring before its key went.
/// </summary>
internal sealed partial record KeyRing(SubscriptionId Id, IReadOnlyList<RingKey> Keys, ETag ETag)
{
    public const int MaxLiveKeys = 2;

    // Who writes a row has read what it goes by moments before; what takes longer is dead.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private const string Partition = "ring|";

    /// <summary>All rings: for repairs and jobs, never for a request.</summary>
    public static TableQuery All { get; } = TableQuery.Partitions(Partition, "ring}");

    /// <summary>The newest configuration revision that it was brought in step with; an older one changes it no more.</summary>
    public long Revision { get; init; }

    /// <summary>The store's time when it was read.</summary>
    public DateTimeOffset ReadAt { get; private init; }

    public bool Admits(string hash) => Keys.Any(key => key.Hash == hash && !key.Going);

    /// <summary>Whether a key that went may be forgotten once its row was looked for again.</summary>
    public bool IsLongGone(RingKey key) => key.Going && key.Gone + Remembered <= ReadAt;

    public static async ValueTask<KeyRing> ReadAsync(ITableStore tables, SubscriptionId id, CancellationToken cancellationToken)
    {
        var (row, now) = await tables.ReadAsync(PlatformTables.Credentials, KeyOf(id), cancellationToken);
        return (row is null ? new KeyRing(id, [], default) : Read(row)) with { ReadAt = now };
    }

    /// <summary>Reads all of them.</summary>
    public static async ValueTask<IReadOnlyList<KeyRing>> ReadAllAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        List<KeyRing> rings = [];
        await foreach (var row in tables.QueryAllAsync(PlatformTables.Credentials, All, cancellationToken))
        {
            rings.Add(Read(row));
        }

        return rings;
    }

    /// <summary>Changes a ring whatever else changes it at the same time; an empty one is removed.</summary>
    /// <returns>What it is now.</returns>
    public static async ValueTask<KeyRing> UpdateAsync(
        ITableStore tables, SubscriptionId id, Func<KeyRing, KeyRing> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var ring = await ReadAsync(tables, id, cancellationToken);
            var next = change(ring);
            if (next.Keys.SequenceEqual(ring.Keys) && (next.Revision == ring.Revision || ring.Keys.Count == 0))
            {
                return next;
            }

            if ((await tables.WriteAsync(PlatformTables.Credentials, next.ToWrite(), cancellationToken)).Succeeded)
            {
                return next;
            }
        }
    }

    /// <summary>
    /// Deletes the row of a key unless the ring admits it. The row is read first: whoever admits the key again changes the ring before the row, so a row that is
    /// newer than what the ring said stays.
    /// </summary>
    /// <returns>Whether there was one to delete.</returns>
    public static async ValueTask<bool> RefuseAsync(ITableStore tables, SubscriptionId id, string hash, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (row, _) = await tables.ReadAsync(PlatformTables.Credentials, CredentialRow.KeyOf(hash), cancellationToken);
            if (row is null || CredentialRow.OwnerOf(row) != id || (await ReadAsync(tables, id, cancellationToken)).Admits(hash))
            {
                return false;
            }

            if ((await tables.WriteAsync(PlatformTables.Credentials, TableWrite.Delete(row.Key, row.ETag), cancellationToken)).Succeeded)
            {
                return true;
            }
        }
    }

    public static KeyRing Read(TableEntity row) => new(
        new SubscriptionId(row.Key.Partition[Partition.Length..], row.Key.Row),
        JsonSerializer.Deserialize(row.GetString(nameof(Keys))!, KeyRingJson.Default.IReadOnlyListRingKey)!,
        row.ETag)
    {
        Revision = row.GetInt64(nameof(Revision)) ?? 0,
    };

    private static TableKey KeyOf(SubscriptionId id) => new($"{Partition}{id.Tenant}", id.Name);

    private TableWrite ToWrite()
    {
        var row = new TableEntity(KeyOf(Id))
        {
            { nameof(Keys), JsonSerializer.Serialize(Keys, KeyRingJson.Default.IReadOnlyListRingKey) },
            { nameof(Revision), Revision },
        };
        return ETag.Value is null ? TableWrite.Insert(row) : Keys.Count == 0 ? TableWrite.Delete(row.Key, ETag) : TableWrite.Replace(row, ETag);
    }

    [JsonSerializable(typeof(IReadOnlyList<RingKey>))]
    private sealed partial class KeyRingJson : JsonSerializerContext;
}
