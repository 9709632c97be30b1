using System.Text;
using System.Text.Json;

namespace Tollgate.Platform.Telemetry;

/// <summary>The name of a member, made ready for <see cref="JsonLine"/> once.</summary>
/// <param name="text">The name.</param>
public sealed class JsonName(string text)
{
    private readonly byte[] _member = Encoding.UTF8.GetBytes($",\"{JsonEncodedText.Encode(text)}\":");

    /// <summary>The name.</summary>
    public string Text => text;

    /// <summary>A comma, the name in quotes and a colon.</summary>
    internal ReadOnlySpan<byte> Member => _member;
}
