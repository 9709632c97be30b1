using System.Globalization;

namespace Tollgate.Platform.Configuration.Documents;

/// <summary>JSON pointers (RFC 6901) into a tree of nodes.</summary>
internal static class JsonPointer
{
    public static string Append(string pointer, string key) =>
        $"{pointer}/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    /// <summary>The place of what a pointer names; as far as the tree goes where it names something absent.</summary>
    public static Mark Locate(Node root, string pointer)
    {
        var (node, at) = (root, root.At);
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var key = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = node switch
            {
                MapNode map => map.Find(key)?.Value,
                ListNode list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => list.Items.ElementAtOrDefault(index),
                _ => null,
            };
            if (next is null)
            {
                break;
            }

            (node, at) = (next, next.At);
        }

        return at;
    }
}
