using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Tollgate.Platform.Telemetry;

/// <summary>
/// One JSON object (RFC 8259) on a line of its own, written member by member in UTF-8. For logs with a line per request: it does less than
/// <see cref="System.Text.Json.Utf8JsonWriter"/>, because members follow each other on one level and most texts need no escape.
/// </summary>
public ref struct JsonLine : IRecordFields
{
    // What a member needs at most beside its name and text: a comma is part of the name, quotes, a number's or a time's digits.
    private const int Margin = 40;
    private const int FirstSize = 1024;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\', 0x7F]);

    private byte[] _buffer;
    private int _length;

    /// <summary>Begins a line.</summary>
    /// <param name="buffer">Where it is written if there is room; null for a new buffer.</param>
    public JsonLine(byte[]? buffer)
    {
        _buffer = buffer ?? new byte[FirstSize];
        _length = 0;
    }

    /// <summary>Where the line is: the buffer that was given, or a larger one. It may serve the next line.</summary>
    public readonly byte[] Buffer => _buffer;

    /// <summary>Writes a text, escaped where it must be; nothing for null. Half a surrogate pair becomes U+FFFD.</summary>
    public void Text(JsonName name, string? value)
    {
        if (value is null)
        {
            return;
        }

        Begin(name, value.Length);
        _buffer[_length++] = (byte)'"';
        var place = _buffer.AsSpan(_length, value.Length);
        if (Ascii.FromUtf16(value, place, out _) is OperationStatus.Done && !place.ContainsAny(Escaped))
        {
            _length += value.Length;
        }
        else
        {
            Escape(value);
        }

        _buffer[_length++] = (byte)'"';
    }

    /// <summary>Writes an integer; nothing for null.</summary>
    public void Number(JsonName name, long? value)
    {
        if (value is { } number)
        {
            Begin(name, 0);
            Append(number);
        }
    }

    /// <summary>Writes a number of milliseconds to the microsecond, cut off.</summary>
    public void Milliseconds(JsonName name, TimeSpan value)
    {
        Begin(name, 0);
        var (whole, rest) = Math.DivRem(Math.Abs(value.Ticks / TimeSpan.TicksPerMicrosecond), 1000L);
        if (value.Ticks <= -TimeSpan.TicksPerMicrosecond)
        {
            _buffer[_length++] = (byte)'-';
        }

        Append(whole);
        _buffer[_length++] = (byte)'.';
        Utf8Formatter.TryFormat(rest, _buffer.AsSpan(_length), out var written, new StandardFormat('D', 3));
        _length += written;
    }

    /// <summary>Writes true or false.</summary>
    public void Flag(JsonName name, bool value)
    {
        Begin(name, 0);
        Append(value ? "true"u8 : "false"u8);
    }

    /// <summary>Writes a time in UTC (RFC 3339) to 100 ns, always as long.</summary>
    public void Time(JsonName name, DateTimeOffset value)
    {
        Begin(name, 0);
        _buffer[_length++] = (byte)'"';
        value.UtcDateTime.TryFormat(_buffer.AsSpan(_length), out var written, "O", CultureInfo.InvariantCulture);
        _length += written;
        _buffer[_length++] = (byte)'"';
    }

    /// <summary>Ends the object and the line, and returns it with its line feed: a part of <see cref="Buffer"/>.</summary>
    public ReadOnlySpan<byte> End()
    {
        Reserve(Margin);
        if (_length == 0)
        {
            Append("{"u8);
        }

        Append("}\n"u8);
        return _buffer.AsSpan(0, _length);
    }

    private void Begin(JsonName name, int textLength)
    {
        Reserve(name.Member.Length + textLength + Margin);
        var first = _length == 0;
        Append(name.Member);
        if (first)
        {
            _buffer[0] = (byte)'{';
        }
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    private void Append(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_length), out var written);
        _length += written;
    }

    private void Escape(string value)
    {
        var escaped = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
        Reserve(Encoding.UTF8.GetMaxByteCount(escaped.Length) + Margin);
        _length += Encoding.UTF8.GetBytes(escaped, _buffer.AsSpan(_length));
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }
    }
}
