using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tables;

/// <summary>
/// The service's continuation bound to the query that it belongs to: the service itself would take one of another partition, or
/// any text, and read from there.
/// </summary>
internal static class Continuation
{
    private const int FingerprintLength = 8;

    public static string? Wrap(TableQuery query, string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var fingerprint = Fingerprint(query);
        return Base64Url.EncodeToString([.. fingerprint, .. Encoding.UTF8.GetBytes(token)]);
    }

    /// <exception cref="TableStoreException">No store gave this continuation for this query.</exception>
    public static string? Unwrap(TableQuery query)
    {
        if (query.Continuation is null)
        {
            return null;
        }

        if (Base64Url.IsValid(query.Continuation) && Base64Url.DecodeFromChars(query.Continuation) is { Length: > FingerprintLength } bytes
            && bytes.AsSpan(0, FingerprintLength).SequenceEqual(Fingerprint(query)))
        {
            return Encoding.UTF8.GetString(bytes.AsSpan(FingerprintLength));
        }

        throw new TableStoreException(TableFault.Invalid, "The continuation is not one that this store gave for this query.");
    }

    private static ReadOnlySpan<byte> Fingerprint(TableQuery query)
    {
        var bounds = new[] { query.Partition, query.PartitionFrom, query.PartitionTo, query.RowFrom, query.RowTo };

        // No key holds a control character, so these separate the bounds and tell an absent one from an empty one.
        var text = string.Join('\u0001', bounds.Select(bound => bound ?? "\u0002"));
        return SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, FingerprintLength);
    }
}
