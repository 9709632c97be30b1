using System.Buffers.Binary;
using System.Text;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>
/// A row's properties in one column: a format byte, then per property its type, its name (UTF-8 behind a length of two bytes)
/// and its value (fixed width little-endian, or bytes behind a length of four).
/// </summary>
internal static class EntityCodec
{
    private const byte Format = 1;

    private enum Kind : byte
    {
        String = 1,
        False,
        True,
        Int32,
        Int64,
        Double,
        Time,
        Guid,
        Binary,
    }

    public static byte[] Encode(TableEntity entity)
    {
        var size = 1;
        foreach (var (name, value) in entity)
        {
            size += 3 + Encoding.UTF8.GetByteCount(name) + ValueSize(value);
        }

        var bytes = new byte[size];
        bytes[0] = Format;
        var rest = bytes.AsSpan(1);
        foreach (var (name, value) in entity)
        {
            rest[0] = (byte)KindOf(value);
            var length = Encoding.UTF8.GetBytes(name, rest[3..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[1..], (ushort)length);
            rest = rest[(3 + length)..];
            rest = rest[WriteValue(rest, value)..];
        }

        return bytes;
    }

    /// <summary>Adds the properties of an encoded row to an entity.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of this format.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, TableEntity entity)
    {
        if (bytes.IsEmpty || bytes[0] != Format)
        {
            throw new InvalidDataException($"Row '{entity.Key}' is stored in a form that this version does not know.");
        }

        try
        {
            DecodeProperties(bytes[1..], entity);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"Row '{entity.Key}' is cut or changed.", exception);
        }
    }

    private static void DecodeProperties(ReadOnlySpan<byte> rest, TableEntity entity)
    {
        while (!rest.IsEmpty)
        {
            var kind = (Kind)rest[0];
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]);
            var name = Encoding.UTF8.GetString(rest.Slice(3, length));
            rest = rest[(3 + length)..];
            entity[name] = ReadValue(kind, ref rest);
        }
    }

    private static Kind KindOf(object value) => value switch
    {
        string => Kind.String,
        false => Kind.False,
        true => Kind.True,
        int => Kind.Int32,
        long => Kind.Int64,
        double => Kind.Double,
        DateTimeOffset => Kind.Time,
        Guid => Kind.Guid,
        _ => Kind.Binary,
    };

    private static int ValueSize(object value) => value switch
    {
        string text => sizeof(int) + Encoding.UTF8.GetByteCount(text),
        byte[] binary => sizeof(int) + binary.Length,
        bool => 0,
        int => sizeof(int),
        Guid => 16,
        _ => sizeof(long),
    };

    private static int WriteValue(Span<byte> to, object value)
    {
        switch (value)
        {
            case string text:
                var length = Encoding.UTF8.GetBytes(text, to[sizeof(int)..]);
                BinaryPrimitives.WriteInt32LittleEndian(to, length);
                return sizeof(int) + length;
            case byte[] binary:
                BinaryPrimitives.WriteInt32LittleEndian(to, binary.Length);
                binary.CopyTo(to[sizeof(int)..]);
                return sizeof(int) + binary.Length;
            case int number:
                BinaryPrimitives.WriteInt32LittleEndian(to, number);
                return sizeof(int);
            case long number:
                BinaryPrimitives.WriteInt64LittleEndian(to, number);
                return sizeof(long);
            case double number:
                BinaryPrimitives.WriteDoubleLittleEndian(to, number);
                return sizeof(double);
            case DateTimeOffset time:
                BinaryPrimitives.WriteInt64LittleEndian(to, time.UtcTicks);
                return sizeof(long);
            case Guid guid:
                guid.TryWriteBytes(to);
                return 16;
            default:
                return 0;
        }
    }

    private static object ReadValue(Kind kind, ref ReadOnlySpan<byte> rest)
    {
        switch (kind)
        {
            case Kind.String:
                return Encoding.UTF8.GetString(Take(ref rest, Take(ref rest)));
            case Kind.Binary:
                return Take(ref rest, Take(ref rest)).ToArray();
            case Kind.False:
                return false;
            case Kind.True:
                return true;
            case Kind.Int32:
                return Take(ref rest);
            case Kind.Int64:
                return BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, sizeof(long)));
            case Kind.Double:
                return BinaryPrimitives.ReadDoubleLittleEndian(Take(ref rest, sizeof(double)));
            case Kind.Time:
                return new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, sizeof(long))), TimeSpan.Zero);
            case Kind.Guid:
                return new Guid(Take(ref rest, 16));
            default:
                throw new InvalidDataException($"A property is stored with type {(int)kind}, which this version does not know.");
        }
    }

    private static int Take(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, sizeof(int)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
