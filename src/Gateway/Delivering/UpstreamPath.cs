namespace Tollgate.Gateway.Delivering;

/// <summary>What of a normalised path goes upstream.</summary>
internal static class UpstreamPath
{
    /// <summary>How many characters the first segments take; the path has at least as many.</summary>
    public static int PrefixLength(string path, int segments)
    {
        var position = 0;
        for (; segments > 0; segments--)
        {
            var slash = path.IndexOf('/', position + 1);
            position = slash < 0 ? path.Length : slash;
        }

        return position;
    }

    /// <summary>The path after a prefix with the query, without copying when nothing is cut off or added.</summary>
    public static string Below(string path, int prefixLength, string query) => (prefixLength, query.Length) switch
    {
        (0, 0) => path,
        _ when prefixLength == path.Length => "/" + query,
        _ => string.Concat(path.AsSpan(prefixLength), query),
    };
}
