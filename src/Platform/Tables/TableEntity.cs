using System.Collections;

namespace Tollgate.Platform.Tables;

/// <summary>
/// One row: a key and named properties of Table Storage's eight types (string, bool, int, long, double,
/// <see cref="DateTimeOffset"/>, <see cref="Guid"/>, byte[]). A null is not stored: reading it back gives an absent property.
/// </summary>
public sealed class TableEntity : IEnumerable<KeyValuePair<string, object>>
{
    private readonly Dictionary<string, object> _properties = new(StringComparer.Ordinal);

    /// <summary>An empty row at a key.</summary>
    public TableEntity(TableKey key) => Key = key;

    /// <summary>An empty row at a key.</summary>
    public TableEntity(string partition, string row)
        : this(new TableKey(partition, row))
    {
    }

    /// <summary>The row's address.</summary>
    public TableKey Key { get; }

    /// <summary>The version that the store gave; default on a row that was not read from it.</summary>
    public ETag ETag { get; init; }

    /// <summary>When the store last wrote the row, on the store's clock; default on a row that was not read from it.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>How many properties the row has, besides its key, version and timestamp.</summary>
    public int Count => _properties.Count;

    /// <summary>A property's value, null where absent. Setting null removes it.</summary>
    /// <exception cref="ArgumentException">The value is of a type that Table Storage lacks.</exception>
    public object? this[string name]
    {
        get => _properties.GetValueOrDefault(name);
        set
        {
            switch (value)
            {
                case null:
                    _properties.Remove(name);
                    break;
                case string or bool or int or long or double or DateTimeOffset or Guid or byte[]:
                    _properties[name] = value;
                    break;
                default:
                    throw new ArgumentException(
                        $"Property '{name}' is a {value.GetType().Name}; a table holds string, bool, int, long, double, DateTimeOffset, Guid and byte[].",
                        nameof(value));
            }
        }
    }

    /// <summary>Adds a property; lets a row be written as a collection initializer.</summary>
    public void Add(string name, object? value) => this[name] = value;

    /// <summary>A text, null where absent or of another type.</summary>
    public string? GetString(string name) => this[name] as string;

    /// <summary>A 32-bit integer, null where absent or of another type.</summary>
    public int? GetInt32(string name) => this[name] as int?;

    /// <summary>A 64-bit integer (a 32-bit one widens), null where absent or of another type.</summary>
    public long? GetInt64(string name) => this[name] switch
    {
        long value => value,
        int value => value,
        _ => null,
    };

    /// <summary>A double, null where absent or of another type.</summary>
    public double? GetDouble(string name) => this[name] as double?;

    /// <summary>A flag, null where absent or of another type.</summary>
    public bool? GetBoolean(string name) => this[name] as bool?;

    /// <summary>A point in time, null where absent or of another type.</summary>
    public DateTimeOffset? GetTime(string name) => this[name] as DateTimeOffset?;

    /// <summary>A GUID, null where absent or of another type.</summary>
    public Guid? GetGuid(string name) => this[name] as Guid?;

    /// <summary>Bytes, null where absent or of another type.</summary>
    public byte[]? GetBinary(string name) => this[name] as byte[];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
