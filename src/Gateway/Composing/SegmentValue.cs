using Tollgate.Gateway.Accepting;

namespace Tollgate.Gateway.Composing;

/// <summary>Puts a value of unknown origin into a path so that it stays one segment, whoever reads it.</summary>
internal static class SegmentValue
{
    public const int MaxLength = 1024;

    /// <summary>The encoded segment; null for a value that is none, or that some server could read as a way to another path.</summary>
    public static string? Encode(string value)
    {
        if (value.Length is 0 or > MaxLength)
        {
            return null;
        }

        // What would be refused of a client's own path is refused here: separators, dot segments, control characters, double encoding.
        var encoded = Uri.EscapeDataString(value);
        return RequestTarget.TryRead("/" + encoded, out _) is PathFault.None ? encoded : null;
    }
}
