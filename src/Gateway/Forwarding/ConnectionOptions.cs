namespace Tollgate.Gateway.Forwarding;

/// <summary>The names that a <c>Connection</c> header lists: fields for this hop only (RFC 9110 section 7.6.1).</summary>
internal readonly struct ConnectionOptions(string? value)
{
    // Nearly every request has one of these or nothing; their names never travel anyway.
    private readonly string? _value = value is null or "keep-alive" or "close" or "Upgrade" or "upgrade" or "Keep-Alive" or "Close" ? null : value;

    public bool Contains(string name) => _value is not null && ListField.Contains(_value.AsSpan(), name);
}
