using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables
{
    public interface ITableEntity
    {
        string PartitionKey { get; set; }

        string RowKey { get; set; }

        DateTimeOffset? Timestamp { get; set; }

        ETag ETag { get; set; }
    }

    public enum TableUpdateMode
    {
        Merge = 0,
        Replace = 1,
    }

    public enum TableTransactionActionType
    {
        Add = 0,
        UpdateMerge = 1,
        UpdateReplace = 2,
        Delete = 3,
        UpsertMerge = 4,
        UpsertReplace = 5,
    }

    public class TableTransactionAction
    {
        public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
            : this(actionType, entity, default)
        {
        }

        public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default) =>
            (ActionType, Entity, ETag) = (actionType, entity, etag);

        public TableTransactionActionType ActionType { get; }

        public ITableEntity Entity { get; }

        public ETag ETag { get; }
    }

    public class TableTransactionFailedException : RequestFailedException
    {
        public TableTransactionFailedException(RequestFailedException requestFailedException)
            : base(requestFailedException.Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException.InnerException)
        {
            foreach (DictionaryEntry entry in requestFailedException.Data)
            {
                Data.Add(entry.Key, entry.Value);
            }

            FailedTransactionActionIndex = Data["FailedEntity"] is string text && int.TryParse(text, out var index) ? index : null;
        }

        public int? FailedTransactionActionIndex { get; }
    }

    public sealed class TableEntity : ITableEntity, IDictionary<string, object>
    {
        private const string ETagName = "odata.etag";

        private readonly Dictionary<string, object?> _properties = new(StringComparer.Ordinal);

        public TableEntity()
        {
        }

        public TableEntity(string partitionKey, string rowKey) => (PartitionKey, RowKey) = (partitionKey, rowKey);

        public TableEntity(IDictionary<string, object> values)
        {
            foreach (var (name, value) in values)
            {
                this[name] = value;
            }
        }

        public string PartitionKey
        {
            get => GetString(nameof(PartitionKey))!;
            set => _properties[nameof(PartitionKey)] = value;
        }

        public string RowKey
        {
            get => GetString(nameof(RowKey))!;
            set => _properties[nameof(RowKey)] = value;
        }

        public DateTimeOffset? Timestamp
        {
            get => _properties.GetValueOrDefault(nameof(Timestamp)) as DateTimeOffset?;
            set => _properties[nameof(Timestamp)] = value;
        }

        public ETag ETag
        {
            get => new(GetString(ETagName)!);
            set => _properties[ETagName] = value.ToString();
        }

        public ICollection<string> Keys => _properties.Keys;

        public int Count => _properties.Count;

        ICollection<object> IDictionary<string, object>.Values => [.. _properties.Values!];

        bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

        public object this[string key]
        {
            get => _properties.GetValueOrDefault(key)!;
            set => _properties[key] = value;
        }

        public string? GetString(string key) => _properties.GetValueOrDefault(key) as string;

        public void Add(string key, object value) => _properties.Add(key, value);

        public bool ContainsKey(string key) => _properties.ContainsKey(key);

        public bool Remove(string key) => _properties.Remove(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _properties.TryGetValue(key, out value!);

        public void Clear() => _properties.Clear();

        void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Add(item.Key, item.Value);

        bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => ((ICollection<KeyValuePair<string, object>>)_properties!).Contains(item);

        void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
            ((ICollection<KeyValuePair<string, object>>)_properties!).CopyTo(array, arrayIndex);

        bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
            ((ICollection<KeyValuePair<string, object>>)_properties!).Remove(item);

        IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, object>>)_properties!).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();
    }
}

namespace Azure.Data.Tables.Models
{
    public class TableItem(string name)
    {
        public string Name { get; } = name;
    }
}
