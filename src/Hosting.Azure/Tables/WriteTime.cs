using System.Globalization;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tables;

/// <summary>
/// When the service wrote a row. Its entity tags say so exactly (<c>W/"datetime'2024-05-01T12%3A00%3A00.1234567Z'"</c>), while <c>Date</c> is
/// cut to the second.
/// </summary>
internal static class WriteTime
{
    private const string Prefix = "W/\"datetime'";
    private const string Suffix = "'\"";

    /// <summary>Null where the tag has another form: then the answer's time is the best that is known.</summary>
    public static DateTimeOffset? Of(ETag version)
    {
        if (version.Value is not { } tag || !tag.StartsWith(Prefix, StringComparison.Ordinal) || !tag.EndsWith(Suffix, StringComparison.Ordinal) || tag.Length < Prefix.Length + Suffix.Length)
        {
            return null;
        }

        var text = Uri.UnescapeDataString(tag[Prefix.Length..^Suffix.Length]);
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
