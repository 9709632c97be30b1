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
/// <param name="Going">Whether it is being taken away: it has no row any more, or not for long.</param>
internal sealed record RingKey(string Name, string Hash, DateTimeOffset? Expires, bool Issued, bool Going = false)
{
    public bool IsLive(DateTimeOffset now) => !Going && (Expires is not { } end || end > now);
}

/// <summary>
/// The keys of one subscription, in one row: a conditional write of it is what holds the limit of live keys when two are
/// issued at once. It is written before a credential appears and after one is gone, so every credential is in a ring.
/// </summary>
internal sealed partial record KeyRing(SubscriptionId Id, IReadOnlyList<RingKey> Keys, ETag ETag)
{
    public const int MaxLiveKeys = 2;

    private const string Partition = "ring|";

    /// <summary>All rings: for repairs and jobs, never for a request.</summary>
    public static TableQuery All { get; } = TableQuery.Partitions(Partition, "ring}");

    public static async ValueTask<KeyRing> ReadAsync(ITableStore tables, SubscriptionId id, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(PlatformTables.Credentials, KeyOf(id), cancellationToken);
        return row is null ? new KeyRing(id, [], default) : Read(row);
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
    public static async ValueTask UpdateAsync(
        ITableStore tables, SubscriptionId id, Func<IReadOnlyList<RingKey>, IReadOnlyList<RingKey>> change, CancellationToken cancellationToken)
    {
        TableWriteResult result;
        do
        {
            var ring = await ReadAsync(tables, id, cancellationToken);
            var keys = change(ring.Keys);
            if (keys.SequenceEqual(ring.Keys))
            {
                return;
            }

            result = await tables.WriteAsync(PlatformTables.Credentials, (ring with { Keys = keys }).ToWrite(), cancellationToken);
        }
        while (!result.Succeeded);
    }

    public static KeyRing Read(TableEntity row) => new(
        new SubscriptionId(row.Key.Partition[Partition.Length..], row.Key.Row),
        JsonSerializer.Deserialize(row.GetString(nameof(Keys))!, KeyRingJson.Default.IReadOnlyListRingKey)!,
        row.ETag);

    private static TableKey KeyOf(SubscriptionId id) => new($"{Partition}{id.Tenant}", id.Name);

    private TableWrite ToWrite()
    {
        var row = new TableEntity(KeyOf(Id)) { { nameof(Keys), JsonSerializer.Serialize(Keys, KeyRingJson.Default.IReadOnlyListRingKey) } };
        return ETag.Value is null ? TableWrite.Insert(row) : Keys.Count == 0 ? TableWrite.Delete(row.Key, ETag) : TableWrite.Replace(row, ETag);
    }

    [JsonSerializable(typeof(IReadOnlyList<RingKey>))]
    private sealed partial class KeyRingJson : JsonSerializerContext;
}
