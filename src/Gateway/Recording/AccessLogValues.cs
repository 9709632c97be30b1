using Tollgate.Platform.Telemetry;

namespace Tollgate.Gateway.Recording;

/// <summary>An access-log record as a list of named values, null where it has none.</summary>
internal readonly struct AccessLogValues : IRecordFields
{
    private readonly List<KeyValuePair<string, object?>> _values = new(40);

    public AccessLogValues()
    {
    }

    public static KeyValuePair<string, object?>[] Of(AccessLogRecord record)
    {
        var values = new AccessLogValues();
        record.Tell(ref values);
        return [.. values._values];
    }

    public void Text(JsonName name, string? value) => Add(name, value);

    public void Number(JsonName name, long? value) => Add(name, value);

    public void Milliseconds(JsonName name, TimeSpan value) => Add(name, Math.Round(value.TotalMilliseconds, 3));

    public void Flag(JsonName name, bool value) => Add(name, value);

    public void Time(JsonName name, DateTimeOffset value) => Add(name, value);

    private void Add(JsonName name, object? value) => _values.Add(new(name.Text, value));
}
