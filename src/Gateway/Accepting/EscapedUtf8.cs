using System.Text.Unicode;

namespace Tollgate.Gateway.Accepting;

/// <summary>The bytes behind percent-escapes, which must be UTF-8: overlong forms such as <c>%C0%AF</c> hide a slash from one reader and show it to another.</summary>
internal static class EscapedUtf8
{
    private const int StackLimit = 1024;

    public static bool IsValid(ReadOnlySpan<char> path)
    {
        var bytes = path.Length <= StackLimit ? stackalloc byte[path.Length] : new byte[path.Length];
        var length = 0;
        for (var index = 0; index < path.Length; index++)
        {
            if (path[index] == '%' && TryReadByte(path[index..], out var value))
            {
                bytes[length++] = value;
                index += 2;
            }
            else
            {
                bytes[length++] = (byte)path[index];
            }
        }

        return Utf8.IsValid(bytes[..length]);
    }

    public static bool TryReadByte(ReadOnlySpan<char> escape, out byte value)
    {
        value = 0;
        if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]))
        {
            return false;
        }

        value = (byte)((Nibble(escape[1]) << 4) | Nibble(escape[2]));
        return true;
    }

    private static int Nibble(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
