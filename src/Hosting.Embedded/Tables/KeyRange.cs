using System.Buffers.Text;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>A query as one range of encoded keys: from inclusive, to exclusive, compared as (partition, row).</summary>
internal readonly record struct KeyRange(byte[] FromPartition, byte[] FromRow, byte[] ToPartition, byte[] ToRow)
{
    private static readonly byte[] AboveAll = FilledWith(byte.MaxValue, TableLimits.MaxKeyBytes + 1);

    public static KeyRange Of(TableQuery query)
    {
        var range = query.Partition is null ? OfPartitions(query) : OfRows(query.Partition, query);
        if (query.Continuation is null)
        {
            return range;
        }

        var (partition, row) = ReadContinuation(query.Continuation);
        return range.Contains(partition, row)
            ? range with { FromPartition = partition, FromRow = KeyCodec.After(row) }
            : throw Unknown(query.Continuation);
    }

    /// <summary>Where the page after this key begins. The key itself may be gone by then.</summary>
    public static string ContinuationAfter(byte[] partition, byte[] row) =>
        Base64Url.EncodeToString([(byte)(partition.Length >> 8), (byte)partition.Length, .. partition, .. row]);

    private static int Compare(byte[] partition, byte[] row, byte[] otherPartition, byte[] otherRow)
    {
        var order = partition.AsSpan().SequenceCompareTo(otherPartition);
        return order != 0 ? order : row.AsSpan().SequenceCompareTo(otherRow);
    }

    private static KeyRange OfPartitions(TableQuery query) => new(
        KeyCodec.Encode(query.PartitionFrom ?? ""), [], query.PartitionTo is null ? AboveAll : KeyCodec.Encode(query.PartitionTo), []);

    private static KeyRange OfRows(string partition, TableQuery query)
    {
        var key = KeyCodec.Encode(partition);
        return new(key, KeyCodec.Encode(query.RowFrom ?? ""), key, query.RowTo is null ? AboveAll : KeyCodec.Encode(query.RowTo));
    }

    private static (byte[] Partition, byte[] Row) ReadContinuation(string continuation)
    {
        if (!Base64Url.IsValid(continuation))
        {
            throw Unknown(continuation);
        }

        var bytes = Base64Url.DecodeFromChars(continuation);
        var length = bytes.Length < 2 ? int.MaxValue : (bytes[0] << 8) | bytes[1];
        return length > bytes.Length - 2 || length % 2 == 1 || bytes.Length % 2 == 1
            ? throw Unknown(continuation)
            : (bytes[2..(2 + length)], bytes[(2 + length)..]);
    }

    private static TableStoreException Unknown(string continuation) => new(
        TableFault.Invalid, $"'{continuation}' is no continuation of this query; pass TablePage.Continuation on as it is.");

    // A continuation may have travelled through a client: one from elsewhere must not open other rows.
    private bool Contains(byte[] partition, byte[] row) =>
        Compare(partition, row, FromPartition, FromRow) >= 0 && Compare(partition, row, ToPartition, ToRow) < 0;

    private static byte[] FilledWith(byte value, int count)
    {
        var bytes = new byte[count];
        Array.Fill(bytes, value);
        return bytes;
    }
}
