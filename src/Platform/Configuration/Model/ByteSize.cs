using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>An amount of bytes as a whole number and a binary unit: <c>512B</c>, <c>64KiB</c>, <c>100MiB</c>, <c>2GiB</c>, <c>1TiB</c>.</summary>
/// <param name="Value">Bytes.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct ByteSize(long Value)
{
    /// <summary>The form as a regular expression, for the schema.</summary>
    public const string Pattern = "^[0-9]{1,6}(B|KiB|MiB|GiB|TiB)$";

    private static readonly (string Unit, int Shift)[] Units = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)];

    /// <summary>Reads the textual form.</summary>
    public static bool TryParse(string? text, out ByteSize size)
    {
        size = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 6)
        {
            return false;
        }

        foreach (var (unit, shift) in Units)
        {
            if (text.AsSpan(digits).SequenceEqual(unit))
            {
                size = new ByteSize(long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture) << shift);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var value = Value;
        var (unit, shift) = Units.First(candidate => candidate.Shift == 0 || (value != 0 && (value & ((1L << candidate.Shift) - 1)) == 0));
        return string.Create(CultureInfo.InvariantCulture, $"{value >> shift}{unit}");
    }

    internal sealed class Converter : JsonConverter<ByteSize>
    {
        public override ByteSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var size) ? size : throw new JsonException("A size is a whole number and a unit: 512B, 64KiB, 100MiB, 2GiB, 1TiB.");

        public override void Write(Utf8JsonWriter writer, ByteSize value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
