using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>Names of what one apply writes. The apply's id keeps two applies of the same number apart: only one is committed.</summary>
internal static partial class RevisionNames
{
    public const string RecordPrefix = "revision|";

    private const int Shards = 16;

    public static string SnapshotBlob(long revision, string applyId) => Blob(revision, applyId, "snapshot");

    public static string DocumentsBlob(long revision, string applyId) => Blob(revision, applyId, "documents");

    /// <summary>Which apply a blob belongs to; null for one that no apply wrote.</summary>
    public static RevisionBlob? TryReadBlob(string name) =>
        BlobName().Match(name) is { Success: true } match && long.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var revision)
            ? new RevisionBlob(name, revision, match.Groups[2].Value)
            : null;

    /// <summary>The record of a revision, newest first in key order.</summary>
    public static TableKey Record(long revision) => new(HeadRow.Partition, RecordPrefix + Inverted(revision));

    public static TableKey ResourceRow(ResourceId id, long revision, string applyId) => new(ResourcePartition(id), $"{ResourcePrefix(id)}{Inverted(revision)}|{applyId}");

    public static string ResourcePartition(ResourceId id) => string.Create(CultureInfo.InvariantCulture, $"{id.Tenant}|{id.Kind}|{ShardOf(id.Name)}");

    public static string ResourcePrefix(ResourceId id) => $"{id.Name}|";

    private static string Blob(long revision, string applyId, string content) => string.Create(CultureInfo.InvariantCulture, $"{revision:D10}-{applyId}.{content}.json");

    private static string Inverted(long revision) => (long.MaxValue - revision).ToString("D19", CultureInfo.InvariantCulture);

    // Stored, so it must not change: string hashes of .NET differ between processes.
    private static uint ShardOf(string name) => name.Aggregate(uint.MaxValue, (crc, character) => BitOperations.Crc32C(crc, (ushort)character)) % Shards;

    [GeneratedRegex(@"^([0-9]{10,19})-([0-9a-f]{16})\.(?:snapshot|documents)\.json\z", RegexOptions.CultureInvariant)]
    private static partial Regex BlobName();
}

/// <summary>A blob that an apply wrote.</summary>
internal sealed record RevisionBlob(string Name, long Revision, string ApplyId);
