namespace Tollgate.Gateway.Forwarding;

/// <summary>One server of an upstream, with what every request to it begins with.</summary>
internal sealed class Destination
{
    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _base;

    /// <param name="address">The server's base URL: http or https, no query; its path is put before that of each request.</param>
    public Destination(Uri address)
    {
        Address = address;
        Authority = address.Authority;
        IsSecure = address.Scheme == Uri.UriSchemeHttps;
        _base = address.GetLeftPart(UriPartial.Path);
        _base = _base.EndsWith('/') ? _base[..^1] : _base;
    }

    public Uri Address { get; }

    /// <summary>Host and port, for logs.</summary>
    public string Authority { get; }

    /// <summary>Whether it is spoken to over TLS.</summary>
    public bool IsSecure { get; }

    /// <summary>The URL of a request: its path and query go out exactly as they are, never re-encoded or unescaped.</summary>
    public Uri UrlOf(string pathAndQuery) => new(string.Concat(_base, pathAndQuery), AsIs);
}
