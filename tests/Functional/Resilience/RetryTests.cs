using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;
using Tollgate.Testing;

namespace Tollgate.Functional.Resilience;

public sealed class RetryTests
{
    private const string Busy = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_refused_connection_is_tried_again_at_another_server_whatever_the_method(string method)
    {
        await using var well = await HttpServer.StartAsync(Echo);
        using var refusing = new RefusingServer();
        await using var gateway = await Balanced.StartAsync([refusing.Url, well.Url], "balance: roundRobin");

        for (var request = 0; request < 10; request++)
        {
            using var response = await SendAsync(gateway, method, "hello");
            Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("PUT", HttpStatusCode.OK, 2)]
    [InlineData("POST", HttpStatusCode.BadGateway, 1)]
    [InlineData("PATCH", HttpStatusCode.BadGateway, 1)]
    public async Task A_reset_is_tried_again_only_for_what_may_be_repeated(string method, HttpStatusCode expected, long attempts)
    {
        await using var broken = ServingUpstream.Resetting();
        await using var well = await HttpServer.StartAsync(Echo);
        await using var gateway = await Balanced.StartAsync([broken.Url, well.Url], "balance: roundRobin");

        using var response = await SendAsync(gateway, method, "hello");
        var record = await gateway.Log.NextAsync();

        Assert.Equal((expected, attempts), (response.StatusCode, record["attempts"]));
        Assert.Equal((attempts == 1 ? broken.Url : well.Url).Authority, record["upstreamHost"]);
        Assert.Equal(1, broken.Requests);
    }

    [Theory]
    [InlineData(false, 60_000)]
    [InlineData(true, 60_000)]
    [InlineData(false, 65_536)]
    [InlineData(true, 0)]
    public async Task A_body_arrives_a_second_time_exactly_as_the_first(bool chunked, int length)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        await using var busy = ServingUpstream.Answering(Busy);
        await using var well = await HttpServer.StartAsync(Echo);
        await using var gateway = await Balanced.StartAsync([busy.Url, well.Url], "balance: roundRobin");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/a/x") { Content = new ByteArrayContent(body) };
        request.Headers.Add("Idempotency-Key", "1");
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, busy.Requests);
    }

    [Fact]
    public async Task A_body_whose_server_dies_while_it_arrives_begins_again_at_another_and_goes_on()
    {
        await using var broken = new RawUpstream();
        await using var well = await HttpServer.StartAsync(Echo);
        await using var gateway = await Balanced.StartAsync([broken.Url, well.Url], "balance: roundRobin");
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("PUT /a/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\nfirst");
        var connection = await broken.AcceptOneAsync();
        await connection.ReadThroughAsync("first");
        connection.Reset();
        await client.SendAsync("later");
        var answer = await client.ReadToEndAsync();

        Assert.Equal("firstlater", Chunks.Decode(answer));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_sent_once()
    {
        await using var busy = ServingUpstream.Answering(Busy);
        await using var gateway = await Balanced.StartAsync([busy.Url], "retries: { maxBody: 1KiB }");
        using var content = new ByteArrayContent(new byte[1025]);

        using var response = await gateway.Client.PutAsync("/a/x", content);
        var record = await gateway.Log.NextAsync();

        Assert.Equal("busy", await response.Content.ReadAsStringAsync());
        Assert.Equal(1L, record["attempts"]);
    }

    [Fact]
    public async Task When_all_tries_fail_the_last_answer_is_the_clients()
    {
        await using var busy = ServingUpstream.Answering(Busy);
        await using var gateway = await Balanced.StartAsync([busy.Url]);

        using var response = await gateway.GetAsync("/a/x");
        var record = await gateway.Log.NextAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal((3L, 3), (record["attempts"], busy.Requests));
    }

    [Fact]
    public async Task When_no_try_gets_an_answer_the_error_says_how_many_there_were()
    {
        using var refusing = new RefusingServer();
        await using var gateway = await Balanced.StartAsync([refusing.Url]);

        using var response = await gateway.GetAsync("/a/x");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("The gateway tried 3 times.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_tried_again_where_retries_are_none()
    {
        await using var busy = ServingUpstream.Answering(Busy);
        await using var gateway = await Balanced.StartAsync([busy.Url], "retries: none");

        using var response = await gateway.GetAsync("/a/x");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, busy.Requests));
    }

    [Theory]
    [InlineData("503 Service Unavailable", "", 3)]
    [InlineData("503 Service Unavailable", "Retry-After: 2\r\n", 3)]
    [InlineData("503 Service Unavailable", "Retry-After: 61\r\n", 1)]
    [InlineData("429 Too Many Requests", "", 1)]
    [InlineData("429 Too Many Requests", "Retry-After: 2\r\n", 3)]
    [InlineData("429 Too Many Requests", "Retry-After: 61\r\n", 1)]
    [InlineData("500 Internal Server Error", "Retry-After: 1\r\n", 1)]
    public async Task A_sole_server_is_given_the_time_it_asks_for_if_there_is_that_much(string status, string header, int tries)
    {
        var clock = new ManualClock();
        await using var upstream = ServingUpstream.Answering($"HTTP/1.1 {status}\r\n{header}Content-Length: 0\r\n\r\n");
        await using var gateway = await Balanced.StartAsync([upstream.Url], clock: clock);
        var start = clock.GetUtcNow();

        var pending = gateway.GetAsync("/a/x");
        await Balanced.UntilAsync(() => upstream.Requests > 0);
        using var response = await Balanced.PassAsync(clock, pending);

        Assert.Equal(tries, upstream.Requests);
        Assert.True(!header.StartsWith("Retry-After: 2", StringComparison.Ordinal) || clock.GetUtcNow() - start >= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task When_the_last_server_is_given_up_its_own_answer_is_the_clients()
    {
        await using var busy = ServingUpstream.Answering(Busy);
        await using var gateway = await Balanced.StartAsync([busy.Url], "breaker: { consecutive: 2 }");

        using var response = await gateway.GetAsync("/a/x");
        var record = await gateway.Log.NextAsync();

        Assert.Equal("busy", await response.Content.ReadAsStringAsync());
        Assert.Equal((2L, "open"), (record["attempts"], record["breakerState"]));
    }

    [Fact]
    public async Task A_WebSocket_finds_a_server_that_is_there()
    {
        await using var upstream = new RawUpstream();
        using var refusing = new RefusingServer();
        await using var gateway = await Balanced.StartAsync([refusing.Url, upstream.Url], "balance: roundRobin");
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /a/chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\npong");

        Assert.EndsWith("pong", await client.ReadThroughAsync("pong"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_during_a_pause_ends_everything()
    {
        await using var busy = ServingUpstream.Answering("HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await Balanced.StartAsync([busy.Url]);
        var connection = await gateway.ConnectAsync();

        await connection.SendAsync("GET /a/x HTTP/1.1\r\nHost: a\r\n\r\n");
        await Balanced.UntilAsync(() => busy.Closed == 1);
        connection.Reset();
        var record = await gateway.Log.NextAsync();

        Assert.Equal((499L, "ClientAborted", 1L), (record["status"], record["error"], record["attempts"]));
        Assert.Equal(1, busy.Requests);
    }

    [Fact]
    public async Task The_budget_keeps_retries_from_making_a_storm()
    {
        const int Clients = 50;
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var overloaded = await HttpServer.StartAsync(async context =>
        {
            var place = Interlocked.Increment(ref arrived);
            if (place == Clients)
            {
                all.SetResult();
            }

            await (place > Clients ? enough : all).Task;
            context.Response.StatusCode = 503;
        });
        await using var gateway = await Balanced.StartAsync([overloaded.Url], "breaker: none");

        var pending = Enumerable.Range(0, Clients).Select(_ => gateway.GetAsync("/a/x")).ToList();
        await Balanced.UntilAsync(() => arrived >= Clients && pending.Count(request => request.IsCompleted) + arrived - Clients == Clients);
        var retries = arrived - Clients;
        enough.SetResult();
        var responses = await Task.WhenAll(pending);

        Assert.InRange(retries, 3, 10);
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode));
    }

    private static Task<HttpResponseMessage> SendAsync(GatewayHost gateway, string method, string body) =>
        gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/a/x") { Content = new StringContent(body) });

    private static Task Echo(HttpContext context) => context.Request.Body.CopyToAsync(context.Response.Body);
}
