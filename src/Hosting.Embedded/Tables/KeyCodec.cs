using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>
/// Keys as UTF-16 big-endian bytes: SQLite compares blobs byte by byte, which on this form is the order of UTF-16 code units,
/// Table Storage's order. (UTF-8 would sort U+E000..U+FFFF before the surrogate pairs.)
/// </summary>
internal static class KeyCodec
{
    public static byte[] Encode(string key)
    {
        var bytes = new byte[key.Length * sizeof(char)];
        Reverse(MemoryMarshal.Cast<char, ushort>(key.AsSpan()), MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()));
        return bytes;
    }

    public static string Decode(byte[] bytes) => string.Create(bytes.Length / sizeof(char), bytes, static (key, source) =>
        Reverse(MemoryMarshal.Cast<byte, ushort>(source.AsSpan()), MemoryMarshal.Cast<char, ushort>(key)));

    /// <summary>The smallest value above a key: no key has an odd number of bytes, so none lies between.</summary>
    public static byte[] After(byte[] key) => [.. key, 0];

    private static void Reverse(ReadOnlySpan<ushort> source, Span<ushort> destination)
    {
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(source, destination);
        }
        else
        {
            source.CopyTo(destination);
        }
    }
}
