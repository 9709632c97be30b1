using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

/// <summary>Whatever is malformed or ambiguous gets a 4xx, is never forwarded, and never shows a stack trace.</summary>
public sealed class HostileRequestTests
{
    private const string Head = " HTTP/1.1\r\nHost: gateway\r\n";

    private static readonly string[] Requests =
    [
        .. Paths().Select(path => $"GET {path}{Head}\r\n"),
        "GET /a" + Head + "X-Fold: a\r\n b\r\n\r\n",
        "OPTIONS *" + Head + "\r\n",
        "CONNECT gateway:80 HTTP/1.1\r\nHost: gateway:80\r\n\r\n",
        "TRACE /a" + Head + "\r\n",
        "trace /a" + Head + "\r\n",
        "CONNECT /a" + Head + "\r\n",
        "Connect /a" + Head + "\r\n",
        "get /a" + Head + "\r\n",
        "Post /a" + Head + "Content-Length: 0\r\n\r\n",
        "GET http://other/a" + Head + "\r\n",
        "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /a HTTP/1.1\nHost: gateway\n\n",
        "GET /a HTTP/1.1\r\nHost: gateway\nX: y\r\n\r\n",
        "GET /a" + Head + "X: a\0b\r\n\r\n",
        "GET /a" + Head + "X: a\rY: b\r\n\r\n",
        "GET /a" + Head + "X y: b\r\n\r\n",
        "GET /a" + Head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "G\x01T /a" + Head + "\r\n",
        "POST /a" + Head + "Content-Length: +5\r\n\r\nhello",
        "POST /a" + Head + "Content-Length: -5\r\n\r\nhello",
        "POST /a" + Head + "Content-Length: 0x5\r\n\r\nhello",
        "POST /a" + Head + "Content-Length: 5, 5\r\n\r\nhello",
        "POST /a" + Head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "POST /a" + Head + "Content-Length: 99999999999999999999\r\n\r\n",
        "POST /a" + Head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a" + Head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "POST /a" + Head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a" + Head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /a" + Head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /a" + Head + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
        "POST /a" + Head + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.0\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /" + new string('a', 17 << 10) + Head + "\r\n",
        "GET /a" + Head + "X: " + new string('a', 33 << 10) + "\r\n\r\n",
        "GET /a" + Head + string.Concat(Enumerable.Range(0, 101).Select(index => $"X-{index}: a\r\n")) + "\r\n",
    ];

    // By number: a test's name can't hold the control characters that some requests are about.
    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Requests.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_hostile_request_is_4xx_and_never_reaches_the_upstream(int number)
    {
        var request = Requests[number];
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /\nupstream: [\"{upstream.Url}\"]\naccess: anonymous");
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync(request);
        var head = await connection.ReadHeadAsync();

        Assert.True(head.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{request} was answered with {head}");
        Assert.DoesNotContain("Exception", head, StringComparison.Ordinal);
        Assert.Equal(0, upstream.Accepted);
        Assert.DoesNotContain(gateway.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_smuggled_second_request_is_never_answered()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /\nupstream: [\"{upstream.Url}\"]\naccess: anonymous");
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync("POST /a" + Head + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin" + Head + "\r\n");
        var answer = await connection.ReadToEndAsync();

        Assert.Equal(2, answer.Split("HTTP/1.1 ").Length);
        Assert.Equal(0, upstream.Accepted);
    }

    [Fact]
    public async Task The_gateways_own_paths_can_not_be_reached_around_a_corner()
    {
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /\nupstream: [\"http://127.0.0.1:9\"]");

        using var live = await gateway.GetAsync("/_tollgate/health/live");
        using var ready = await gateway.GetAsync("/_tollgate/health/ready");
        using var other = await gateway.GetAsync("/_tollgate/secrets");

        Assert.Equal("""{"status":"up","checks":[]}""", await live.Content.ReadAsStringAsync());
        Assert.Equal("""{"status":"up","checks":[{"name":"configuration","status":"up","detail":"revision 1"}]}""", await ready.Content.ReadAsStringAsync());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, other.StatusCode);
    }

    private static string[] Paths() =>
    [
        "/..", "/a/../b", "/a/..", "/./a", "/a/%2e%2e/b", "/a/.%2E/b", "/a/..;x/b", "/a/..;/b", "/admin;x", "//a", "/a//b", "//other.example/a",
        "/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/a\\..\\b", "/a%252fb", "/a%252e%252e/b", "/%2561dmin", "/%25%32%66", "/a%00b", "/a\0b", "/a%0d%0aX:y", "/a%7f",
        "/%", "/%2", "/%zz", "/%c0%af", "/%ff", "/a#b", "/caf\u00e9", "a", "*", "",
    ];
}
