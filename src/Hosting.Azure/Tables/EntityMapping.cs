using Azure.Data.Tables;
using Tollgate.Platform.Tables;
using AzureEntity = Azure.Data.Tables.TableEntity;
using AzureTag = Azure.ETag;
using TableEntity = Tollgate.Platform.Tables.TableEntity;

namespace Tollgate.Hosting.Azure.Tables;

/// <summary>Rows, versions and writes in the words of Azure.Data.Tables.</summary>
internal static class EntityMapping
{
    public static AzureEntity ToAzure(this TableEntity entity)
    {
        var mapped = new AzureEntity(entity.Key.Partition, entity.Key.Row);
        foreach (var (name, value) in entity)
        {
            mapped[name] = value;
        }

        return mapped;
    }

    public static TableEntity ToPlatform(this AzureEntity entity)
    {
        var mapped = new TableEntity(entity.PartitionKey, entity.RowKey)
        {
            ETag = entity.ETag.ToPlatform(),
            Timestamp = entity.Timestamp ?? default,
        };
        foreach (var (name, value) in (IDictionary<string, object>)entity)
        {
            if (!IsOfTheStore(name))
            {
                mapped[name] = value is BinaryData binary ? binary.ToArray() : value;
            }
        }

        return mapped;
    }

    public static AzureTag ToAzure(this ETag tag) => new(tag.Value!);

    public static ETag ToPlatform(this AzureTag tag) => tag == default ? default : new ETag(tag.ToString());

    /// <summary>
    /// A write as part of a batch. The version is always passed: an action made without it ignores the entity's own, and an
    /// update without a version is sent as an upsert.
    /// </summary>
    public static TableTransactionAction ToAction(this TableWrite write) => write.Kind switch
    {
        TableWriteKind.Insert => new(TableTransactionActionType.Add, write.Entity.ToAzure(), default),
        TableWriteKind.Upsert => new(TableTransactionActionType.UpsertReplace, write.Entity.ToAzure(), default),
        TableWriteKind.UpsertMerge => new(TableTransactionActionType.UpsertMerge, write.Entity.ToAzure(), default),
        TableWriteKind.Replace => new(TableTransactionActionType.UpdateReplace, write.Entity.ToAzure(), write.IfMatch.ToAzure()),
        TableWriteKind.Merge => new(TableTransactionActionType.UpdateMerge, write.Entity.ToAzure(), write.IfMatch.ToAzure()),
        TableWriteKind.Delete => new(TableTransactionActionType.Delete, write.Entity.ToAzure(), write.IfMatch.ToAzure()),
        _ => throw new ArgumentOutOfRangeException(nameof(write), write.Kind, "No such kind of write."),
    };

    private static bool IsOfTheStore(string name) =>
        name is "PartitionKey" or "RowKey" or "Timestamp" || name.StartsWith("odata.", StringComparison.Ordinal) || name.Contains("@odata.", StringComparison.Ordinal);
}
