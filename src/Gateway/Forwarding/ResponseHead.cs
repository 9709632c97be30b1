namespace Tollgate.Gateway.Forwarding;

/// <summary>Looks at the first bytes that an HTTP/1.1 server sent, without parsing them further than needed.</summary>
internal static class ResponseHead
{
    private const int StatusOffset = 9;

    /// <summary>Makes the HTTP client give up the connection after this response.</summary>
    public static ReadOnlySpan<byte> CloseField => "Connection: close\r\n"u8;

    /// <summary>
    /// Where the fields of the first final response start, past any 1xx; -1 when what is there is not enough to tell.
    /// Something that is not HTTP counts as final: the client will refuse it.
    /// </summary>
    public static int FindFinal(ReadOnlySpan<byte> received)
    {
        var start = 0;
        while (received.Length - start > StatusOffset)
        {
            var head = received[start..];
            var line = head.IndexOf((byte)'\n');
            if (line < 0)
            {
                return -1;
            }

            if (head[StatusOffset] != (byte)'1')
            {
                return start + line + 1;
            }

            var end = head.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return -1;
            }

            start += end + 4;
        }

        return -1;
    }

    /// <summary>Puts <see cref="CloseField"/> at a position of a buffer that has room for it.</summary>
    public static int InsertClose(Span<byte> buffer, int count, int position)
    {
        buffer[position..count].CopyTo(buffer[(position + CloseField.Length)..]);
        CloseField.CopyTo(buffer[position..]);
        return count + CloseField.Length;
    }
}
