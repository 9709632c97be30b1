using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Settings;

namespace Tollgate.Hosting.Azure.Tests.Dispatching;

public sealed class ForwardedRequestTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1:54321", "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[2001:db8::1]:54321", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("203.0.113.9, 192.0.2.1:443", "192.0.2.1")]
    public void The_clients_address_comes_from_the_platforms_header_without_its_port(string header, string address)
    {
        var context = Restore([("Edge:TrustPlatform", "true")], ("CLIENT-IP", header));

        Assert.Equal(IPAddress.Parse(address), context.Connection.RemoteIpAddress);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("1")]
    [InlineData("1:80")]
    [InlineData("0x7f.1")]
    [InlineData("192.0.2.1,")]
    [InlineData("192.0.2.256")]
    public void An_address_that_cannot_be_read_changes_nothing(string header)
    {
        var context = Restore([("Edge:TrustPlatform", "true")], ("CLIENT-IP", header));

        Assert.Equal(IPAddress.Loopback, context.Connection.RemoteIpAddress);
    }

    [Fact]
    public void The_header_with_the_address_can_be_another_one()
    {
        var context = Restore(
            [("Edge:TrustPlatform", "true"), ("Edge:ClientAddressHeader", "X-Azure-ClientIP")], ("X-Azure-ClientIP", "192.0.2.1"), ("CLIENT-IP", "192.0.2.2"));

        Assert.Equal("192.0.2.1", context.Connection.RemoteIpAddress?.ToString());
    }

    [Theory]
    [InlineData("X-Waws-Unencoded-Url", "/a%2Fb?x=%20", "/a%2Fb?seen")]
    [InlineData("X-Waws-Unencoded-Url", "/a%2Fb", "/a%2Fb?seen")]
    [InlineData("X-Original-URL", "/%61/b", "/%61/b?seen")]
    [InlineData("X-Original-URL", "https://example.com/a%2Fb?x", "/a%2Fb?seen")]
    public void The_path_is_spelled_as_the_client_sent_it(string header, string value, string target)
    {
        var context = Restore([("Edge:TrustPlatform", "true")], (header, value));

        Assert.Equal(target, TargetOf(context));
    }

    [Fact]
    public void A_slash_that_stayed_encoded_on_the_way_is_the_same_path()
    {
        var context = NewContext(("X-Waws-Unencoded-Url", "/a%2fb"));
        context.Request.Path = "/a%2Fb";

        NewForwarded(("Edge:TrustPlatform", "true")).Restore(context);

        Assert.Equal("/a%2fb?seen", TargetOf(context));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("https://example.com")]
    [InlineData("/other")]
    [InlineData("/a%252Fb")]
    [InlineData("https://example.com/a/b/c")]
    public void A_header_that_names_another_path_than_the_one_that_arrived_changes_nothing(string value)
    {
        var context = Restore([("Edge:TrustPlatform", "true")], ("X-Original-URL", value));

        Assert.Equal("/a/b?seen", TargetOf(context));
    }

    [Fact]
    public void Without_trust_no_header_is_believed()
    {
        var context = Restore([], ("CLIENT-IP", "192.0.2.1"), ("X-Waws-Unencoded-Url", "/a%2Fb"), ("X-ARR-ClientCert", NewCertificate()));

        Assert.Equal((IPAddress.Loopback, "/a/b?seen", null), (context.Connection.RemoteIpAddress, TargetOf(context), context.Connection.ClientCertificate));
    }

    [Fact]
    public void A_certificate_is_taken_from_its_header_where_the_settings_allow_it()
    {
        var context = Restore([("Edge:ClientCertificate", "true")], ("X-ARR-ClientCert", NewCertificate()));

        Assert.Equal("CN=client", context.Connection.ClientCertificate?.Subject);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public void A_certificate_that_cannot_be_read_is_none(string header)
    {
        var context = Restore([("Edge:ClientCertificate", "true")], ("X-ARR-ClientCert", header));

        Assert.Null(context.Connection.ClientCertificate);
    }

    private static DefaultHttpContext Restore((string Name, string Value)[] settings, params (string Name, string Value)[] headers)
    {
        var context = NewContext(headers);
        NewForwarded(settings).Restore(context);
        return context;
    }

    private static ForwardedRequest NewForwarded(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .Build();
        return new ForwardedRequest(EdgeSettings.Read(configuration, []));
    }

    private static DefaultHttpContext NewContext(params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Path = "/a/b";
        context.Request.QueryString = new QueryString("?seen");
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/a/b?seen";
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        return context;
    }

    private static string TargetOf(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private static string NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var day = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256).CreateSelfSigned(day, day.AddDays(1));
        return Convert.ToBase64String(certificate.Export(X509ContentType.Cert));
    }
}
