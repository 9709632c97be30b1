namespace Tollgate.Gateway.Forwarding;

/// <summary>One server of an upstream, with what every request to it begins with.</summary>
internal sealed class Destination
{
    // Clients ask for the same few addresses over and over; parsing one costs more than routing it.
    private const int RememberedUrls = 64;
    private const int LongestRemembered = 256;

    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _base;
    private readonly RememberedUrl?[] _urls = new RememberedUrl?[RememberedUrls];

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
    public Uri UrlOf(string pathAndQuery)
    {
        if (pathAndQuery.Length > LongestRemembered)
        {
            return Parse(pathAndQuery);
        }

        ref var remembered = ref _urls[(uint)pathAndQuery.GetHashCode(StringComparison.Ordinal) % RememberedUrls];
        if (Volatile.Read(ref remembered) is { } known && known.PathAndQuery == pathAndQuery)
        {
            return known.Url;
        }

        var url = Parse(pathAndQuery);
        Volatile.Write(ref remembered, new RememberedUrl(pathAndQuery, url));
        return url;
    }

    private Uri Parse(string pathAndQuery) => new(string.Concat(_base, pathAndQuery), AsIs);

    private sealed record RememberedUrl(string PathAndQuery, Uri Url);
}
