using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;
using Tollgate.Testing;

namespace Tollgate.Functional.Resilience;

/// <summary>Servers that don't answer, or begin to and don't end.</summary>
public sealed class UnfinishedAnswerTests
{
    [Fact]
    public async Task A_server_that_hangs_costs_its_time_and_another_answers()
    {
        await using var silent = ServingUpstream.Silent();
        await using var well = await HttpServer.StartAsync(Echo);
        var clock = new ManualClock();
        await using var gateway = await Balanced.StartAsync([silent.Url, well.Url], "balance: roundRobin", clock: clock);

        var pending = gateway.GetAsync("/a/x");
        await Balanced.UntilAsync(() => silent.Requests > 0);
        clock.Advance(TimeSpan.FromSeconds(30));
        using var response = await Balanced.PassAsync(clock, pending);
        var record = await gateway.Log.NextAsync();

        Assert.Equal((HttpStatusCode.OK, 2L), (response.StatusCode, record["attempts"]));
    }

    [Fact]
    public async Task A_head_that_only_drips_is_no_answer()
    {
        await using var dripping = new ServingUpstream(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nX-Drip: ");
            await connection.ReadToEndAsync();
        });
        await using var well = await HttpServer.StartAsync(Echo);
        var clock = new ManualClock();
        await using var gateway = await Balanced.StartAsync([dripping.Url, well.Url], "balance: roundRobin", clock: clock);

        var pending = gateway.GetAsync("/a/x");
        await Balanced.UntilAsync(() => dripping.Requests > 0);
        clock.Advance(TimeSpan.FromSeconds(30));
        using var response = await Balanced.PassAsync(clock, pending);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task All_tries_together_end_at_the_total_timeout()
    {
        await using var silent = ServingUpstream.Silent();
        var clock = new ManualClock();
        await using var gateway = await Balanced.StartAsync([silent.Url], "retries: { max: 9 }", "timeouts: { response: 20s, total: 45s }", clock);
        var start = clock.GetUtcNow();

        var pending = gateway.GetAsync("/a/x");
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Balanced.UntilPassingAsync(clock, () => silent.Requests == attempt);
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        using var response = await Balanced.PassAsync(clock, pending);

        Assert.Equal((HttpStatusCode.GatewayTimeout, 3), (response.StatusCode, silent.Requests));
        Assert.InRange((clock.GetUtcNow() - start).TotalSeconds, 45, 60);
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_never_begun_again()
    {
        await using var lying = new RawUpstream();
        await using var gateway = await Balanced.StartAsync([lying.Url]);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /a/x HTTP/1.1\r\nHost: a\r\n\r\n");
        using var connection = await lying.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
        await client.ReadThroughAsync("hello");
        connection.Dispose();

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal("ResponseAborted", (await gateway.Log.NextAsync())["error"]);
        Assert.Equal(1, lying.Accepted);
    }

    [Fact]
    public async Task Of_an_answer_that_breaks_off_before_anything_was_passed_on_nothing_remains()
    {
        await using var lying = new ServingUpstream(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nX-Lie: yes\r\nContent-Length: 100\r\n\r\nhello");
            connection.EndSending();
            await connection.ReadToEndAsync();
        });
        await using var well = await HttpServer.StartAsync(context => context.Response.WriteAsync("the truth"));
        await using var gateway = await Balanced.StartAsync([lying.Url, well.Url], "balance: roundRobin\nbreaker: none");

        for (var request = 0; request < 20; request++)
        {
            using var client = await gateway.ConnectAsync();
            await client.SendAsync("GET /a/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            var answer = await client.ReadToEndAsync();
            var record = await gateway.Log.NextAsync();

            if (record["error"] is null)
            {
                Assert.Equal("the truth", Chunks.Decode(answer));
                Assert.DoesNotContain("X-Lie", answer, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal("ResponseAborted", record["error"]);
            }
        }
    }

    private static Task Echo(HttpContext context) => context.Request.Body.CopyToAsync(context.Response.Body);
}
