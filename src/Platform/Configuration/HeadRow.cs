using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration;

/// <summary>The row <c>head</c> as it is stored, with its version for a conditional write.</summary>
/// <param name="Head">What readers see.</param>
/// <param name="ApplyId">The apply that wrote the revision; null before the first.</param>
/// <param name="CredentialsInStep">Whether the credential rows agree with the revision; false while an apply changes them, and after it died doing so.</param>
/// <param name="ETag">The stored version; default where there is no row.</param>
internal sealed record HeadRow(ConfigurationHead Head, string? ApplyId, bool CredentialsInStep, ETag ETag)
{
    /// <summary>How long a change of the registry may come after it was announced.</summary>
    public static readonly TimeSpan RegistryUnrest = TimeSpan.FromSeconds(30);

    public const string Partition = "head";

    public const string Row = "head";

    /// <summary>The store's time when the row was read.</summary>
    public DateTimeOffset ReadAt { get; private init; }

    /// <summary>Until when changes of the registry may come that were announced.</summary>
    public DateTimeOffset? RegistryRestless { get; private init; }

    private static TableKey Key { get; } = new(Partition, Row);

    public static async ValueTask<HeadRow> ReadAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        var (entity, now) = await tables.ReadAsync(PlatformTables.Configuration, Key, cancellationToken);
        if (entity is null)
        {
            return new HeadRow(new ConfigurationHead(0, null, 0, 0), null, true, default) { ReadAt = now };
        }

        var restless = entity.GetTime(nameof(RegistryRestless));
        var head = new ConfigurationHead(
            entity.GetInt64(nameof(Head.Revision)) ?? 0,
            entity.GetString(nameof(Head.SnapshotBlob)),
            entity.GetInt64(nameof(Head.CredentialSequence)) ?? 0,
            entity.GetInt64(nameof(Head.RegistrySequence)) ?? 0)
        {
            IsRegistrySettled = restless is not { } until || now >= until,
        };
        return new HeadRow(head, entity.GetString(nameof(ApplyId)), entity.GetBoolean(nameof(CredentialsInStep)) ?? true, entity.ETag)
        {
            ReadAt = now,
            RegistryRestless = restless,
        };
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
            { nameof(RegistryRestless), RegistryRestless },
        };
        return ETag.Value is null ? TableWrite.Insert(entity) : TableWrite.Replace(entity, ETag);
    }

    /// <summary>Changes the row whatever else changes it at the same time: reads it again as long as somebody else was faster.</summary>
    /// <returns>What was written.</returns>
    public static async ValueTask<HeadRow> UpdateAsync(ITableStore tables, Func<HeadRow, HeadRow> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = change(await ReadAsync(tables, cancellationToken));
            if ((await tables.WriteAsync(PlatformTables.Configuration, next.ToWrite(), cancellationToken)).Succeeded)
            {
                return next;
            }
        }
    }

    public HeadRow WithNextCredentialSequence() => this with { Head = Head with { CredentialSequence = Head.CredentialSequence + 1 } };

    public HeadRow WithNextRegistrySequence() => this with
    {
        Head = Head with { RegistrySequence = Head.RegistrySequence + 1 },
        RegistryRestless = ReadAt + RegistryUnrest,
    };
}
