using System.Buffers.Binary;

namespace Tollgate.Local.Tests.Tracing;

/// <summary>The fields of a protobuf message, as far as telling them apart goes (https://protobuf.dev/programming-guides/encoding).</summary>
internal static class ProtobufFields
{
    /// <summary>Each field's number and content; a number's content is its eight bytes.</summary>
    public static IEnumerable<(int Number, ReadOnlyMemory<byte> Content)> Of(ReadOnlyMemory<byte> message)
    {
        for (var rest = message; !rest.IsEmpty;)
        {
            var tag = ReadNumber(ref rest);
            var length = (tag & 7) switch
            {
                0 => -1,
                1 => 8,
                2 => (int)ReadNumber(ref rest),
                5 => 4,
                var type => throw new InvalidDataException($"Protobuf has no wire type {type}."),
            };
            if (length < 0)
            {
                var number = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(number, ReadNumber(ref rest));
                yield return ((int)(tag >> 3), number);
                continue;
            }

            yield return ((int)(tag >> 3), rest[..length]);
            rest = rest[length..];
        }
    }

    private static ulong ReadNumber(ref ReadOnlyMemory<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = rest.Span[0];
            rest = rest[1..];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
