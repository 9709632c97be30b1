namespace Tollgate.Notifications.Templates;

/// <summary>Which language someone gets (RFC 4647 section 3.4, "lookup"): the one asked for, else the same with less detail, else English.</summary>
internal static class LocaleFallback
{
    public const string Last = "en";

    public static string Find(string? wanted, IReadOnlyCollection<string> known)
    {
        for (var range = wanted; !string.IsNullOrEmpty(range); range = Shorter(range))
        {
            if (known.FirstOrDefault(locale => locale.Equals(range, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }
        }

        return Last;
    }

    // A single letter or digit announces an extension, so it goes with what followed it.
    private static string? Shorter(string range)
    {
        var end = range.LastIndexOf('-');
        if (end >= 2 && range[end - 2] == '-')
        {
            end -= 2;
        }

        return end <= 0 ? null : range[..end];
    }
}
