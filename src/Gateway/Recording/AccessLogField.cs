using System.Text.Json;

namespace Tollgate.Gateway.Recording;

/// <summary>One field of the access log: its name, and how a record's value is read or written without boxing it.</summary>
internal abstract class AccessLogField(string name)
{
    public string Name => name;

    public static AccessLogField Text(string name, Func<AccessLogRecord, string?> read) => new Field<string?>(name, read, value => value, static (json, name, value) =>
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    });

    public static AccessLogField Number(string name, Func<AccessLogRecord, long> read) =>
        new Field<long>(name, read, value => value, static (json, name, value) => json.WriteNumber(name, value));

    public static AccessLogField Number(string name, Func<AccessLogRecord, long?> read) => new Field<long?>(name, read, value => value, static (json, name, value) =>
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    });

    public static AccessLogField Flag(string name, Func<AccessLogRecord, bool> read) =>
        new Field<bool>(name, read, value => value, static (json, name, value) => json.WriteBoolean(name, value));

    public static AccessLogField Time(string name, Func<AccessLogRecord, DateTimeOffset> read) =>
        new Field<DateTimeOffset>(name, read, value => value, static (json, name, value) => json.WriteString(name, value.UtcDateTime));

    /// <summary>To the microsecond.</summary>
    public static AccessLogField Milliseconds(string name, Func<AccessLogRecord, TimeSpan> read) => new Field<TimeSpan>(
        name,
        read,
        value => Math.Round(value.TotalMilliseconds, 3),
        static (json, name, value) => json.WriteNumber(name, Thousandths(value.Ticks / TimeSpan.TicksPerMicrosecond)));

    /// <summary>The value for a list of named values; null when the record has none.</summary>
    public abstract object? Read(AccessLogRecord record);

    /// <summary>Writes name and value; nothing when the record has no value.</summary>
    public abstract void Write(Utf8JsonWriter json, AccessLogRecord record);

    // Formats in a fraction of the time of a floating-point number.
    private static decimal Thousandths(long count) => new((int)Math.Abs(count), (int)(Math.Abs(count) >> 32), 0, count < 0, 3);

    private sealed class Field<T>(string name, Func<AccessLogRecord, T> read, Func<T, object?> box, Action<Utf8JsonWriter, JsonEncodedText, T> write)
        : AccessLogField(name)
    {
        private readonly JsonEncodedText _name = JsonEncodedText.Encode(name);

        public override object? Read(AccessLogRecord record) => box(read(record));

        public override void Write(Utf8JsonWriter json, AccessLogRecord record) => write(json, _name, read(record));
    }
}
