using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>A length of time as a whole number and a unit: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
/// <param name="Value">The time itself.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct Duration(TimeSpan Value)
{
    /// <summary>The form as a regular expression, for the schema.</summary>
    public const string Pattern = "^[0-9]{1,9}(ms|s|m|h|d)$";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads the textual form.</summary>
    public static bool TryParse(string? text, out Duration duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 9)
        {
            return false;
        }

        foreach (var (unit, ticks) in Units)
        {
            if (text.AsSpan(digits).SequenceEqual(unit))
            {
                var count = long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
                var fits = count <= TimeSpan.MaxValue.Ticks / ticks;
                duration = fits ? new Duration(TimeSpan.FromTicks(count * ticks)) : default;
                return fits;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var ticks = Value.Ticks;
        var (unit, size) = Units.First(candidate => ticks % candidate.Ticks == 0 || candidate.Unit == "ms");
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / size}{unit}");
    }

    internal sealed class Converter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var duration) ? duration : throw new JsonException("A duration is a whole number and a unit: 500ms, 30s, 5m, 1h, 7d.");

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
