using System.Buffers.Text;

namespace Tollgate.Platform.Tables;

/// <summary>How much of Table Storage's size limits a row takes.</summary>
public static class TableSize
{
    // Multipart headers, method, URL, If-Match and system properties around one write of a batch; keys are percent-encoded there.
    private const int EnvelopeBytes = 800;
    private const int EncodedCharBytes = 9;

    /// <summary>The bytes of a stored row by Table Storage's formula: keys and names in UTF-16, values and 8 or 4 bytes around each.</summary>
    public static int OfEntity(TableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);

        var size = 4 + (sizeof(char) * (entity.Key.Partition.Length + entity.Key.Row.Length));
        foreach (var (name, value) in entity)
        {
            size += 8 + (sizeof(char) * name.Length) + OfValue(value);
        }

        return size;
    }

    /// <summary>The most bytes that a write takes in the body of a batch: JSON with every character outside ASCII escaped.</summary>
    public static int OfRequest(TableWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);

        var size = EnvelopeBytes + (2 * EncodedCharBytes * (write.Entity.Key.Partition.Length + write.Entity.Key.Row.Length));
        if (write.Kind is not TableWriteKind.Delete)
        {
            foreach (var (name, value) in write.Entity)
            {
                size += "\"@odata.type\":\"Edm.DateTime\",\"\":\"\",".Length + (2 * JsonLength(name)) + OfJson(value);
            }
        }

        return size;
    }

    private static int OfValue(object value) => value switch
    {
        string text => 4 + (sizeof(char) * text.Length),
        byte[] bytes => 4 + bytes.Length,
        Guid => 16,
        int => 4,
        bool => 1,
        _ => 8,
    };

    private static int OfJson(object value) => value switch
    {
        string text => JsonLength(text),
        byte[] bytes => Base64.GetMaxEncodedToUtf8Length(bytes.Length),
        Guid => 36,
        bool => 5,
        _ => 33,
    };

    private static int JsonLength(string text)
    {
        var length = text.Length;
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '"' or '\\' or '<' or '>' or '&' or '\'' or '+' or '`')
            {
                length += "\\u0000".Length - 1;
            }
        }

        return length;
    }
}
