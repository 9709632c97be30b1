using System.Net;
using System.Net.Sockets;
using Tollgate.Local.Listening;

namespace Tollgate.Local.Tests.Listening;

public sealed class LoopbackPortTests
{
    [Fact]
    public void A_free_port_is_taken_on_loopback_only()
    {
        using var port = LoopbackPort.Take(0);

        Assert.All(port.EndPoints, endPoint => Assert.True(IPAddress.IsLoopback(endPoint.Address)));
        Assert.Equal($"http://127.0.0.1:{port.EndPoints.First().Port}/", port.Url.AbsoluteUri);
    }

    [Fact]
    public void A_busy_port_is_refused()
    {
        using var first = LoopbackPort.Take(0);

        var exception = Assert.Throws<SocketException>(() => LoopbackPort.Take(first.Url.Port));

        Assert.Equal(SocketError.AddressAlreadyInUse, exception.SocketErrorCode);
    }

    [Fact]
    public void A_port_that_somebody_has_on_the_other_address_family_is_refused_as_a_whole()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return;
        }

        using var other = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        other.Listen();
        var number = ((IPEndPoint)other.LocalEndPoint!).Port;

        Assert.Throws<SocketException>(() => LoopbackPort.Take(number));

        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, number));
    }

    [Fact]
    public void A_port_is_free_again_when_it_is_given_back()
    {
        var first = LoopbackPort.Take(0);
        var number = first.Url.Port;
        first.Dispose();

        using var second = LoopbackPort.Take(number);

        Assert.Equal(number, second.Url.Port);
    }
}
