using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Platform.Http.Paging;

/// <summary>
/// Where a list goes on, as text that clients pass back unread. It is bound to its list: for another one it is refused.
/// Forging one gains nothing, since the range that is read always lies within the caller's own list.
/// </summary>
public static class Cursor
{
    private const int SealLength = 16;
    private const int MaxLength = 2_000;

    /// <summary>The cursor of a position, such as a row key.</summary>
    public static string Write(string list, string position) =>
        Base64Url.EncodeToString([.. Seal(list, position), .. Encoding.UTF8.GetBytes(position)]);

    /// <summary>The position after which the list goes on, or null when the cursor isn't one of this list.</summary>
    public static string? Read(string list, string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= SealLength)
        {
            return null;
        }

        var position = Encoding.UTF8.GetString(bytes.AsSpan(SealLength));
        return bytes.AsSpan(0, SealLength).SequenceEqual(Seal(list, position)) ? position : null;
    }

    private static ReadOnlySpan<byte> Seal(string list, string position) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{list}|{position}")).AsSpan(0, SealLength);
}
