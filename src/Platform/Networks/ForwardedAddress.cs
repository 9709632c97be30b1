using System.Net;

namespace Tollgate.Platform.Networks;

/// <summary>Addresses as proxies and platforms write them into header fields.</summary>
public static class ForwardedAddress
{
    /// <summary>
    /// Reads <c>192.0.2.1</c>, <c>192.0.2.1:443</c>, <c>2001:db8::1</c> or <c>[2001:db8::1]:443</c>, the port dropped; an IPv4 address that is
    /// mapped into IPv6 comes out as IPv4.
    /// </summary>
    /// <returns>Null where it is none of these.</returns>
    public static IPAddress? Parse(ReadOnlySpan<char> text)
    {
        // IPEndPoint also takes "1", "0x7f.1" and "010.0.0.1", in which readers see different addresses, and no proxy writes them.
        return IsPlain(text) && IPEndPoint.TryParse(text, out var endpoint)
            ? endpoint.Address.IsIPv4MappedToIPv6 ? endpoint.Address.MapToIPv4() : endpoint.Address
            : null;
    }

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        if (text.Contains('[') || text.Count(':') > 1)
        {
            return !text.Contains('%');
        }

        var colon = text.IndexOf(':');
        var address = colon < 0 ? text : text[..colon];
        var numbers = 0;
        foreach (var range in address.Split('.'))
        {
            var number = address[range];
            if (++numbers > 4 || number.Length is 0 or > 3 || number.ContainsAnyExceptInRange('0', '9') || (number.Length > 1 && number[0] == '0'))
            {
                return false;
            }
        }

        return numbers == 4;
    }
}
