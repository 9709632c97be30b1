using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Credentials;

/// <summary>A credential as a row: partition the first two digits of the hash, row the hash.</summary>
internal static class CredentialRow
{
    public static TableKey KeyOf(string hash) => new(hash[..2], hash);

    public static Credential Of(SubscriptionConfig owner, string keyName, DateTimeOffset? expires) =>
        new(keyName, owner.Name, owner.Tenant, owner.Consumer, owner.Plan, owner.Scopes, expires, owner.Suspended);

    public static SubscriptionId OwnerOf(TableEntity row) =>
        new(row.GetString(nameof(Credential.Tenant))!, row.GetString(nameof(Credential.Subscription))!);

    public static TableWrite Write(string hash, Credential credential) => TableWrite.Upsert(ToEntity(hash, credential));

    /// <summary>The write that is refused if somebody else wrote or deleted the row since it was read.</summary>
    public static TableWrite Write(string hash, Credential credential, TableEntity? read) =>
        read is null ? TableWrite.Insert(ToEntity(hash, credential)) : TableWrite.Replace(ToEntity(hash, credential), read.ETag);

    private static TableEntity ToEntity(string hash, Credential credential) => new(KeyOf(hash))
    {
        { nameof(Credential.KeyName), credential.KeyName },
        { nameof(Credential.Subscription), credential.Subscription },
        { nameof(Credential.Tenant), credential.Tenant },
        { nameof(Credential.Consumer), credential.Consumer },
        { nameof(Credential.Plan), credential.Plan },
        { nameof(Credential.Scopes), string.Join(' ', credential.Scopes) },
        { nameof(Credential.ExpiresAt), credential.ExpiresAt },
        { nameof(Credential.Suspended), credential.Suspended },
    };

    public static Credential Read(TableEntity row) => new(
        row.GetString(nameof(Credential.KeyName))!,
        row.GetString(nameof(Credential.Subscription))!,
        row.GetString(nameof(Credential.Tenant))!,
        row.GetString(nameof(Credential.Consumer))!,
        row.GetString(nameof(Credential.Plan))!,
        row.GetString(nameof(Credential.Scopes))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        row.GetTime(nameof(Credential.ExpiresAt)),
        row.GetBoolean(nameof(Credential.Suspended)) ?? false);
}
