using System.Net;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Networks;

namespace Tollgate.Gateway.Addresses;

/// <summary>Which client addresses a route takes.</summary>
internal sealed class AddressFilter
{
    private readonly NetworkSet? _allowed;
    private readonly NetworkSet _denied;

    private AddressFilter(IpConfig config)
    {
        _allowed = config.Allow is { } allow ? SetOf(allow) : null;
        _denied = SetOf(config.Deny ?? []);
    }

    /// <summary>The filter; null where every address may call.</summary>
    public static AddressFilter? Of(IpConfig? config) => config is null or { Allow: null, Deny: null } ? null : new AddressFilter(config);

    /// <summary>Whether a request from there may pass; one of unknown origin never does.</summary>
    public bool Admits(IPAddress? address) => address is not null && !_denied.Contains(address) && _allowed?.Contains(address) is not false;

    private static NetworkSet SetOf(IReadOnlyList<string> networks) => new([.. networks.Select(RangeOf)]);

    private static NetworkRange RangeOf(string text) => NetworkRange.TryParse(text, out var range, out var error) ? range : throw new FormatException(error);
}
