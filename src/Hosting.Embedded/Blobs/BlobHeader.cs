using System.Text;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Blobs;

/// <summary>What stands before a blob's content in its file, so that both are replaced at once.</summary>
internal sealed record BlobHeader(string Name, string ContentType, Guid Version, DateTimeOffset Modified)
{
    private const uint Magic = 0x31424754;

    public ETag ETag => new($"\"{Version:N}\"");

    /// <summary>Whether a condition holds, given what is stored.</summary>
    public static bool Satisfies(BlobHeader? stored, BlobCondition condition) =>
        !(condition.IfAbsent && stored is not null)
        && (condition.IfMatch.Value is null || (stored is not null && (condition.IfMatch == ETag.Any || condition.IfMatch == stored.ETag)));

    /// <summary>Reads the header and leaves the stream at the content.</summary>
    /// <exception cref="InvalidDataException">The file is no blob.</exception>
    public static BlobHeader Read(FileStream file)
    {
        try
        {
            using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
            return reader.ReadUInt32() == Magic
                ? new BlobHeader(reader.ReadString(), reader.ReadString(), new Guid(reader.ReadBytes(16)), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero))
                : throw new InvalidDataException($"The file '{file.Name}' is no blob.");
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"The file '{file.Name}' is damaged.", exception);
        }
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Name);
            writer.Write(ContentType);
            writer.Write(Version.ToByteArray());
            writer.Write(Modified.UtcTicks);
        }

        return bytes.ToArray();
    }
}
