using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Catalog.Products;

/// <summary>
/// Where a list goes on, as text that clients pass back unread. It is bound to tenant and list: for another list it is refused.
/// Forging one gains nothing, since the range that is read always lies within the caller's own list.
/// </summary>
internal static class ProductCursor
{
    private const int SealLength = 16;

    public static string Write(string tenant, ProductQuery query, string rowKey) =>
        Base64Url.EncodeToString([.. Seal(tenant, query, rowKey), .. Encoding.UTF8.GetBytes(rowKey)]);

    /// <summary>The row after which the list goes on, or null when the cursor isn't one of this list.</summary>
    public static string? Read(string tenant, ProductQuery query, string cursor)
    {
        if (cursor.Length > 2_000 || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= SealLength)
        {
            return null;
        }

        var rowKey = Encoding.UTF8.GetString(bytes.AsSpan(SealLength));
        return bytes.AsSpan(0, SealLength).SequenceEqual(Seal(tenant, query, rowKey)) ? rowKey : null;
    }

    private static ReadOnlySpan<byte> Seal(string tenant, ProductQuery query, string rowKey) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}|{query.Fingerprint}|{rowKey}")).AsSpan(0, SealLength);
}
