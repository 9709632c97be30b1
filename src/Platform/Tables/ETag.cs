namespace Tollgate.Platform.Tables;

/// <summary>An opaque version of a stored row or blob: equal values mean the same stored state (RFC 9110 section 8.8.3).</summary>
/// <param name="Value">The tag as the store gave it, or null for "none".</param>
public readonly record struct ETag(string? Value)
{
    /// <summary>Matches whatever is stored, as long as something is (<c>If-Match: *</c>).</summary>
    public static ETag Any { get; } = new("*");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
