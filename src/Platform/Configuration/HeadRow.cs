using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration;

/// <summary>The row <c>head</c> as it is stored, with its version for a conditional write.</summary>
/// <param name="Head">What readers see.</param>
/// <param name="ApplyId">The apply that wrote the revision; null before the first.</param>
/// <param name="CredentialsInStep">Whether the credential rows agree with the revision; false while an apply changes them, and after it died doing so.</param>
/// <param name="ETag">The stored version; default where there is no row.</param>
internal sealed record HeadRow(ConfigurationHead Head, string? ApplyId, bool CredentialsInStep, ETag ETag)
{
    public const string Partition = "head";

    public const string Row = "head";

    private static TableKey Key { get; } = new(Partition, Row);

    public static async ValueTask<HeadRow> ReadAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        var (entity, _) = await tables.ReadAsync(PlatformTables.Configuration, Key, cancellationToken);
        return entity is null
            ? new HeadRow(new ConfigurationHead(0, null, 0, 0), null, true, default)
            : new HeadRow(
                new ConfigurationHead(
                    entity.GetInt64(nameof(Head.Revision)) ?? 0,
                    entity.GetString(nameof(Head.SnapshotBlob)),
                    entity.GetInt64(nameof(Head.CredentialSequence)) ?? 0,
                    entity.GetInt64(nameof(Head.RegistrySequence)) ?? 0),
                entity.GetString(nameof(ApplyId)),
                entity.GetBoolean(nameof(CredentialsInStep)) ?? true,
                entity.ETag);
    }

    /// <summary>The write that replaces the stored row by this one, refused if it has changed since it was read.</summary>
    public TableWrite ToWrite()
    {
        var entity = new TableEntity(Key)
        {
            { nameof(Head.Revision), Head.Revision },
            { nameof(Head.SnapshotBlob), Head.SnapshotBlob },
            { nameof(Head.CredentialSequence), Head.CredentialSequence },
            { nameof(Head.RegistrySequence), Head.RegistrySequence },
            { nameof(ApplyId), ApplyId },
            { nameof(CredentialsInStep), CredentialsInStep },
        };
        return ETag.Value is null ? TableWrite.Insert(entity) : TableWrite.Replace(entity, ETag);
    }

    /// <summary>Changes the row whatever else changes it at the same time: reads it again as long as somebody else was faster.</summary>
    public static async ValueTask UpdateAsync(ITableStore tables, Func<HeadRow, HeadRow> change, CancellationToken cancellationToken)
    {
        TableWriteResult result;
        do
        {
            var current = await ReadAsync(tables, cancellationToken);
            result = await tables.WriteAsync(PlatformTables.Configuration, change(current).ToWrite(), cancellationToken);
        }
        while (!result.Succeeded);
    }

    public HeadRow WithNextCredentialSequence() => this with { Head = Head with { CredentialSequence = Head.CredentialSequence + 1 } };

    public HeadRow WithNextRegistrySequence() => this with { Head = Head with { RegistrySequence = Head.RegistrySequence + 1 } };
}
