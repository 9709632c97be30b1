namespace Tollgate.Platform.Blobs;

/// <summary>
/// The rules of Azure Blob Storage for names, checked before anything is sent or stored. Every check throws
/// <see cref="BlobStoreException"/> with <see cref="BlobFault.Invalid"/> and a message that names the rule.
/// </summary>
public static class BlobLimits
{
    /// <summary>UTF-16 code units of a blob's name.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>Parts of a blob's name between slashes.</summary>
    public const int MaxSegments = 254;

    /// <summary>Checks a container's name: 3 to 63 lower-case letters, digits and single hyphens, none at either end.</summary>
    public static void CheckContainer(string container)
    {
        if (container is not { Length: >= 3 and <= 63 }
            || !container.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-')
            || container[0] is '-'
            || container[^1] is '-'
            || container.Contains("--", StringComparison.Ordinal))
        {
            throw Invalid($"'{container}' is no container name: 3 to 63 lower-case letters, digits and single hyphens between them.");
        }
    }

    /// <summary>
    /// Checks a blob's name: 1 to 1,024 characters, at most 254 parts between slashes of which none ends with a dot (so none is
    /// <c>.</c> or <c>..</c>), no slash at the end, no backslash (Blob Storage makes it a slash), no control characters.
    /// </summary>
    public static void CheckName(string name)
    {
        var problem = name switch
        {
            null or "" => "is empty",
            { Length: > MaxNameLength } => $"has {name.Length} characters; the most are {MaxNameLength}",
            _ when name.Contains('\\', StringComparison.Ordinal) => "has a backslash, which Blob Storage makes a slash",
            _ when name.Any(char.IsControl) => "has a control character",
            _ when HasLoneSurrogate(name) => "has half of a surrogate pair, which is not text",
            _ when name[^1] is '/' => "ends with a slash",
            _ => ProblemOf(name.Split('/')),
        };
        if (problem is not null)
        {
            throw Invalid($"The blob name '{name}' {problem}.");
        }
    }

    private static string? ProblemOf(string[] segments)
    {
        if (segments.Length > MaxSegments)
        {
            return $"has {segments.Length} parts between slashes; the most are {MaxSegments}";
        }

        return segments.Any(segment => segment.EndsWith('.')) ? "has a part that ends with a dot" : null;
    }

    private static bool HasLoneSurrogate(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[++i])))
            {
                return true;
            }
        }

        return false;
    }

    private static BlobStoreException Invalid(string message) => new(BlobFault.Invalid, message);
}
