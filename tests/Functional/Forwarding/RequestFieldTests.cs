using System.Net;
using Tollgate.Functional.Sockets;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Functional.Forwarding;

public sealed class RequestFieldTests
{
    private const string Empty = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

    [Fact]
    public async Task Fields_of_the_hop_and_those_that_Connection_lists_stay_behind()
    {
        // HTTP/1.0 ends the connection by itself: Kestrel reduces a Connection field that says close or keep-alive to that word.
        var head = await SeenAsync(
            "GET / HTTP/1.0\r\nHost: a.example\r\nConnection: X-Private ,x-more\r\nX-Private: 1\r\nX-More: 2\r\nKeep-Alive: timeout=5\r\n"
            + "Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic x\r\nProxy-Anything: x\r\nTE: gzip\r\nTrailer: X-T\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nAlt-Svc: x\r\nX-Stays: 3\r\n\r\n");

        Assert.Contains("X-Stays: 3\r\n", head, StringComparison.Ordinal);
        foreach (var gone in new[] { "X-Private", "X-More", "Keep-Alive", "Proxy-", "TE:", "Trailer", "Upgrade", "HTTP2-Settings", "Alt-Svc", "Connection" })
        {
            Assert.DoesNotContain("\n" + gone, head, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("Tollgate-Assertion: forged")]
    [InlineData("Tollgate-Anything: forged")]
    [InlineData("Tollgate_Assertion: forged")]
    [InlineData("x-ms-client-principal: forged")]
    [InlineData("X-MS-CLIENT-PRINCIPAL-ID: forged")]
    [InlineData("x-functions-key: forged")]
    [InlineData("x-ms-invocation-id: forged")]
    [InlineData("X-ARR-ClientCert: forged")]
    [InlineData("X-Azure-ClientIP: forged")]
    [InlineData("X-Waws-Unencoded-Url: forged")]
    [InlineData("CLIENT-IP: forged")]
    [InlineData("X-Real-IP: forged")]
    [InlineData("X-Original-URL: forged")]
    [InlineData("X-Rewrite-URL: forged")]
    [InlineData("X-Forwarded-Port: forged")]
    [InlineData("X_Forwarded_For: forged")]
    [InlineData("Forwarded: for=forged")]
    [InlineData("X-Forwarded-For: forged")]
    public async Task What_only_the_gateway_may_say_is_not_taken_from_a_client(string field)
    {
        var head = await SeenAsync($"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n{field}\r\n\r\n");

        Assert.DoesNotContain("forged", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_upstream_learns_who_asked_and_how()
    {
        var head = await SeenAsync("GET /v1/x HTTP/1.1\r\nHost: api.example:8080\r\nConnection: close\r\n\r\n", request => request with { PathPrefix = "/v1" });

        Assert.Contains("\r\nX-Forwarded-For: 192.0.2.7\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Host: api.example:8080\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Proto: http\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Prefix: /v1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nForwarded: for=192.0.2.7;host=\"api.example:8080\";proto=http\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nVia: 1.1 tollgate\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2001:db8::1", "for=\"[2001:db8::1]\"", "X-Forwarded-For: 2001:db8::1")]
    [InlineData("::ffff:198.51.100.4", "for=198.51.100.4", "X-Forwarded-For: 198.51.100.4")]
    public async Task Addresses_are_written_as_the_fields_want_them(string address, string node, string field)
    {
        var head = await SeenAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", request => request with { ClientAddress = IPAddress.Parse(address) });

        Assert.Contains(node, head, StringComparison.Ordinal);
        Assert.Contains(field + "\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_of_proxies_is_extended()
    {
        var head = await SeenAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nVia: 1.0 outer\r\n\r\n");

        Assert.Matches("Via: 1.0 outer, ?1.1 tollgate\r\n", head);
    }

    [Fact]
    public async Task Values_travel_byte_by_byte()
    {
        var head = await SeenAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Latin: caf\u00e9 \u00ff\r\nX-Empty:\r\nX-Many: 1\r\nX-Many: 2\r\nCookie: a=1; b=2\r\nUser-Agent: odd/(1\r\n\r\n");

        Assert.Contains("X-Latin: caf\u00e9 \u00ff\r\n", head, StringComparison.Ordinal);
        Assert.Matches("X-Empty: ?\r\n", head);
        Assert.Matches("X-Many: 1, ?2\r\n", head);
        Assert.Contains("Cookie: a=1; b=2\r\n", head, StringComparison.Ordinal);
        Assert.Contains("User-Agent: odd/(1\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spent_credential_stays_and_the_assertion_goes()
    {
        var head = await SeenAsync(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: secret\r\nAuthorization: Bearer other\r\nTollgate-Assertion: forged\r\n\r\n",
            request => request with { ConsumedHeader = "x-api-key", Assertion = "signed" });

        Assert.DoesNotContain("secret", head, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer other\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Tollgate-Assertion: signed\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HostHeader.Upstream, "Host: 127.0.0.1:")]
    [InlineData(HostHeader.Client, "Host: api.example\r\n")]
    public async Task The_host_is_the_one_that_the_upstream_asked_for(HostHeader choice, string expected)
    {
        var head = await SeenAsync("GET / HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n", request => request with { HostHeader = choice });

        Assert.Contains(expected, head, StringComparison.Ordinal);
        Assert.Single(head.Split("\r\n"), line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/a%2Fb/%2561/c%20d?q=%41&x=a+b&y={z}|")]
    [InlineData("/plain?")]
    [InlineData("/a;b=c/%C3%A9")]
    [InlineData("/?a=../..")]
    public async Task The_path_and_query_are_sent_as_they_were_decided_on(string target)
    {
        var head = await SeenAsync($"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"GET {target} HTTP/1.1\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/base")]
    [InlineData("/base/")]
    public async Task A_path_of_the_base_URL_comes_first(string path)
    {
        await using var upstream = new RawUpstream();

        var head = await SeenAsync(upstream, "GET /x?y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", request => request with { Destination = new Destination(new Uri(upstream.Url, path)) });

        Assert.StartsWith("GET /base/x?y HTTP/1.1\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PURGE")]
    [InlineData("QUERY")]
    [InlineData("M-SEARCH")]
    [InlineData("OPTIONS")]
    public async Task Any_method_goes_through(string method)
    {
        var head = await SeenAsync($"{method} /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"{method} /x HTTP/1.1\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_type_without_a_body_survives()
    {
        var head = await SeenAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n");

        Assert.Contains("Content-Type: application/json\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clients_trace_context_is_passed_on()
    {
        var head = await SeenAsync(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00\r\ntracestate: a=1\r\n\r\n");

        Assert.Contains("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00\r\n", head, StringComparison.Ordinal);
        Assert.Contains("tracestate: a=1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Request-Id: 0af7651916cd43dd8448eb211c80319c\r\n", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("traceparent: nonsense\r\ntracestate: a=1\r\n")]
    [InlineData("traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-00\r\n")]
    public async Task Without_a_usable_trace_context_a_new_one_starts(string fields)
    {
        var head = await SeenAsync($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{fields}\r\n");

        Assert.Matches("traceparent: 00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01\r\n", head);
        Assert.DoesNotContain("tracestate", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc-123", true)]
    [InlineData("has space", false)]
    [InlineData("<script>", false)]
    public async Task A_clients_request_id_is_kept_when_it_is_well_formed(string id, bool kept)
    {
        var head = await SeenAsync($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: {id}\r\n\r\n");

        Assert.Equal(kept, head.Contains($"X-Request-Id: {id}\r\n", StringComparison.OrdinalIgnoreCase));
        Assert.Single(head.Split("\r\n"), line => line.StartsWith("X-Request-Id:", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> SeenAsync(string request, Func<ForwardRequest, ForwardRequest>? adjust = null)
    {
        await using var upstream = new RawUpstream();
        return await SeenAsync(upstream, request, adjust);
    }

    private static async Task<string> SeenAsync(RawUpstream upstream, string request, Func<ForwardRequest, ForwardRequest>? adjust)
    {
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Adjust = adjust ?? (static same => same) });
        var exchange = gateway.ExchangeAsync(request);
        using var connection = await upstream.AcceptOneAsync();
        var head = await connection.ReadHeadAsync();
        await connection.SendAsync(Empty);
        Assert.StartsWith("HTTP/1.1 204", await exchange, StringComparison.Ordinal);
        return head;
    }
}
