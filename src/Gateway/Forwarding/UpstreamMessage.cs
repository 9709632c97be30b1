using System.Text;

namespace Tollgate.Gateway.Forwarding;

/// <summary>
/// A request on its way upstream. Header values with bytes above 127 (RFC 9110 section 5.5) go out byte by byte, as Latin-1; they are rare,
/// and the HTTP client writes ASCII much faster when no encoding is named, so only a message that carries such a value names one.
/// </summary>
internal sealed class UpstreamMessage(HttpMethod method, Uri target) : HttpRequestMessage(method, target)
{
    private bool _hasOpaqueText;

    public Encoding? HeaderEncoding => _hasOpaqueText ? Encoding.Latin1 : null;

    /// <summary>Looks at a value that came from the client before it is added.</summary>
    public string? Note(string? value)
    {
        _hasOpaqueText |= !Ascii.IsValid(value);
        return value;
    }
}
