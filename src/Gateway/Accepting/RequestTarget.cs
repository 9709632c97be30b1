using System.Buffers;

namespace Tollgate.Gateway.Accepting;

/// <summary>
/// A request target after normalisation (RFC 3986 section 6.2.2): unreserved characters are decoded, other escapes have upper-case
/// digits, characters that a path can't hold are encoded. Routes are decided on this path and this path is sent upstream, so that
/// both see the same; whatever could be read in two ways is refused.
/// </summary>
internal readonly record struct RequestTarget(string Path, string Query)
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly SearchValues<char> UnreservedChars = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> PathChars = SearchValues.Create(Unreserved + "!$&'()*+,=:@/");
    private static readonly SearchValues<char> QueryChars = SearchValues.Create(Enumerable.Range(0x21, 0x7e - 0x20).Select(code => (char)code).Where(c => c != '#').ToArray());

    /// <summary>
    /// Reads a raw target in origin form, or in absolute form (RFC 9112 section 3.2.2), whose authority the server has
    /// already compared with the Host header. <see cref="Query"/> begins with '?' or is empty, and is not changed.
    /// </summary>
    public static PathFault TryRead(string rawTarget, out RequestTarget target)
    {
        target = default;
        var start = PathStart(rawTarget);
        if (start < 0)
        {
            return PathFault.NotOriginForm;
        }

        var rest = rawTarget.AsSpan(start);
        var queryStart = rest.IndexOf('?');
        var path = queryStart < 0 ? rest : rest[..queryStart];
        var query = queryStart < 0 ? default : rest[queryStart..];
        if (query.ContainsAnyExcept(QueryChars))
        {
            return query.Contains('#') ? PathFault.Fragment : PathFault.ForbiddenCharacter;
        }

        string normalized;
        if (path.ContainsAnyExcept(PathChars))
        {
            var fault = TryNormalize(path, out normalized);
            if (fault is not PathFault.None)
            {
                return fault;
            }
        }
        else
        {
            normalized = path.Length == rawTarget.Length ? rawTarget : path.ToString();
        }

        var segmentFault = CheckSegments(normalized);
        if (segmentFault is PathFault.None)
        {
            target = new RequestTarget(normalized, query.Length == 0 ? "" : query.ToString());
        }

        return segmentFault;
    }

    private static int PathStart(string rawTarget)
    {
        if (rawTarget.StartsWith('/'))
        {
            return 0;
        }

        if (!rawTarget.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !rawTarget.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        var authority = rawTarget.IndexOf("//", StringComparison.Ordinal) + 2;
        return rawTarget.IndexOf('/', authority);
    }

    private static PathFault TryNormalize(ReadOnlySpan<char> path, out string normalized)
    {
        normalized = "";
        var buffer = ArrayPool<char>.Shared.Rent(path.Length * 3);
        try
        {
            var length = 0;
            for (var index = 0; index < path.Length; index++)
            {
                var c = path[index];
                if (c == '%')
                {
                    var fault = ReadEscape(path[index..], buffer, ref length);
                    if (fault is not PathFault.None)
                    {
                        return fault;
                    }

                    index += 2;
                }
                else if (PathChars.Contains(c))
                {
                    buffer[length++] = c;
                }
                else if (c is > ' ' and < '\x7f' and not '\\' and not '#' and not ';')
                {
                    WriteEscape((byte)c, buffer, ref length);
                }
                else
                {
                    return c switch
                    {
                        '#' => PathFault.Fragment,
                        ';' => PathFault.PathParameters,
                        _ => PathFault.ForbiddenCharacter,
                    };
                }
            }

            normalized = new string(buffer, 0, length);
            return IsEncodedTwice(normalized) ? PathFault.DoubleEncoding
                : EscapedUtf8.IsValid(normalized) ? PathFault.None
                : PathFault.InvalidUtf8;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    // Looked for in the normal form: "%25%32%66" has no escaped escape before its digits are decoded.
    private static bool IsEncodedTwice(ReadOnlySpan<char> path)
    {
        for (var percent = path.IndexOf("%25", StringComparison.Ordinal); percent >= 0; percent = path.IndexOf("%25", StringComparison.Ordinal))
        {
            path = path[(percent + 3)..];
            if (path.Length >= 2 && char.IsAsciiHexDigit(path[0]) && char.IsAsciiHexDigit(path[1]))
            {
                return true;
            }
        }

        return false;
    }

    private static PathFault ReadEscape(ReadOnlySpan<char> escape, Span<char> buffer, ref int length)
    {
        if (!EscapedUtf8.TryReadByte(escape, out var value))
        {
            return PathFault.BrokenEscape;
        }

        switch (value)
        {
            case (byte)'/' or (byte)'\\':
                return PathFault.EncodedSeparator;
            case < 0x20 or 0x7f:
                return PathFault.EncodedControl;
        }

        if (UnreservedChars.Contains((char)value))
        {
            buffer[length++] = (char)value;
        }
        else
        {
            WriteEscape(value, buffer, ref length);
        }

        return PathFault.None;
    }

    private static void WriteEscape(byte value, Span<char> buffer, ref int length)
    {
        const string Digits = "0123456789ABCDEF";
        buffer[length++] = '%';
        buffer[length++] = Digits[value >> 4];
        buffer[length++] = Digits[value & 15];
    }

    private static PathFault CheckSegments(ReadOnlySpan<char> path)
    {
        if (path.IndexOf("//", StringComparison.Ordinal) >= 0)
        {
            return PathFault.EmptySegment;
        }

        for (var dot = path.IndexOf("/.", StringComparison.Ordinal); dot >= 0;)
        {
            var segment = path[(dot + 1)..];
            var end = segment.IndexOf('/');
            if ((end < 0 ? segment : segment[..end]) is "." or "..")
            {
                return PathFault.DotSegment;
            }

            var next = segment.IndexOf("/.", StringComparison.Ordinal);
            dot = next < 0 ? -1 : dot + 1 + next;
        }

        return PathFault.None;
    }
}
