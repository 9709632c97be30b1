using System.Text.Json;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Snapshots;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration;

/// <summary>What a gateway reads: the head, and the effective resources that it points to.</summary>
public sealed class ConfigurationReader(ITableStore tables, IBlobStore blobs)
{
    /// <summary>Reads the head: one point read. All zeros before the first write.</summary>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public async ValueTask<ConfigurationHead> ReadHeadAsync(CancellationToken cancellationToken) =>
        (await HeadRow.ReadAsync(tables, cancellationToken)).Head;

    /// <summary>Reads the effective resources of a head: one blob read; an empty set before the first apply.</summary>
    /// <exception cref="BlobStoreException">The store failed.</exception>
    /// <exception cref="InvalidDataException">The snapshot is missing or unreadable: somebody removed or changed it by hand.</exception>
    public async ValueTask<ResourceSet> ReadResourcesAsync(ConfigurationHead head, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(head);

        if (head.SnapshotBlob is not { } name)
        {
            return new ResourceSet();
        }

        await using var blob = await blobs.OpenAsync(PlatformTables.ConfigurationContainer, name, cancellationToken)
            ?? throw new InvalidDataException($"The snapshot '{name}' of configuration revision {head.Revision} is missing; apply the configuration again.");
        try
        {
            var snapshot = new byte[blob.Length];
            await blob.Stream.ReadExactlyAsync(snapshot, cancellationToken);
            return SnapshotReader.Read(snapshot);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or EndOfStreamException)
        {
            throw new InvalidDataException($"The snapshot '{name}' is not readable; apply the configuration again.", exception);
        }
    }
}
