using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>All documents of one revision as they were written, with the file and line that each came from.</summary>
internal static class StoredDocuments
{
    // Room for the document's own depth within the list that holds it.
    private const int MaxDepth = DocumentReader.MaxDepth + 8;

    public static async ValueTask<IReadOnlyList<Resource>> ReadAsync(
        IBlobStore blobs, long revision, string? applyId, List<ConfigurationError> errors, CancellationToken cancellationToken)
    {
        if (applyId is null)
        {
            return [];
        }

        var name = RevisionNames.DocumentsBlob(revision, applyId);
        await using var blob = await blobs.OpenAsync(PlatformTables.ConfigurationContainer, name, cancellationToken)
            ?? throw new InvalidDataException($"The documents '{name}' of configuration revision {revision} are missing; apply the whole configuration again with replace.");
        using var reader = new StreamReader(blob.Stream, Encoding.UTF8);
        var root = (ListNode)JsonNodeReader.Read(name, await reader.ReadToEndAsync(cancellationToken), MaxDepth, int.MaxValue);
        return [.. root.Items.Cast<MapNode>().Select(Restore).Select(node => ResourceReader.Read(node, errors)).OfType<Resource>()];
    }

    public static ReadOnlyMemory<byte> Write(IEnumerable<Resource> resources)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, NodeWriter.Options);
        writer.WriteStartArray();
        foreach (var node in resources.Select(resource => resource.Node))
        {
            writer.WriteStartObject();
            writer.WriteString("file", node.At.File);
            writer.WriteNumber("line", node.At.Line);
            writer.WritePropertyName("document");
            NodeWriter.Write(writer, node);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static MapNode Restore(MapNode stored)
    {
        var line = int.Parse(((NumberNode)stored.Find("line")!.Value).Text, CultureInfo.InvariantCulture);
        return (MapNode)Move(stored.Find("document")!.Value, new Mark(stored.Text("file")!, line, 1));
    }

    private static Node Move(Node node, Mark at) => node switch
    {
        MapNode map => new MapNode(at, [.. map.Entries.Select(entry => new Entry(at, entry.Key, Move(entry.Value, at)))]),
        ListNode list => new ListNode(at, [.. list.Items.Select(item => Move(item, at))]),
        _ => node with { At = at },
    };
}
