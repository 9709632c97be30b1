using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Resilience;
using Tollgate.Functional.Sockets;
using Tollgate.Testing;

namespace Tollgate.Functional.Composing;

/// <summary>What upstreams of branches do wrong, on real sockets.</summary>
public sealed class BranchFailureTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private Backend _backend = null!;

    public async Task InitializeAsync() => _backend = (await Backend.StartAsync()).Answer("/order", "{}");

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":1},\"partial\":false,\"b\":{}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("// no comment\n1")]
    [InlineData("<html></html>")]
    public async Task What_is_not_json_never_reaches_the_client(string body)
    {
        _backend.Answer("/bad", body);

        await AssertFailsAsync(_backend.Url, "upstream-failed", "The upstream's answer is not JSON.");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/jsonp")]
    [InlineData("text/plain; a=application/json")]
    public async Task What_says_that_it_is_not_json_is_believed(string type)
    {
        _backend.Answer("/bad", "1", type: type);

        await AssertFailsAsync(_backend.Url, "upstream-failed", "The upstream's answer is not JSON.");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_never_reach_the_client()
    {
        _backend.Answer("/bad", context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(new byte[] { (byte)'"', 0xff, (byte)'"' }).AsTask();
        });

        await AssertFailsAsync(_backend.Url, "upstream-failed", "The upstream's answer is not JSON.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_answer_is_cut_off_whether_it_says_so_or_not(bool announced)
    {
        var cutOff = false;
        _backend.Answer("/bad", async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = announced ? long.MaxValue : null;
            var piece = Encoding.ASCII.GetBytes(new string('1', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, CancellationToken.None);
            }

            Volatile.Write(ref cutOff, true);
        });

        await AssertFailsAsync(_backend.Url, "upstream-failed", "The upstream's answer is larger than 1MiB.");
        await Balanced.UntilAsync(() => Volatile.Read(ref cutOff));
    }

    [Fact]
    public async Task An_answer_of_exactly_the_size_passes_and_one_byte_more_does_not()
    {
        _backend.Answer("/fits", "\"345678901234567890\"").Answer("/bad", "\"3456789012345678901\"");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "fits: { get: /fits, maxSize: 20B }\nbad: { get: /bad, maxSize: 20B }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(("345678901234567890", "bad"), ((string?)answer["fits"], response.Headers.GetValues("Tollgate-Partial").Single()));
    }

    [Fact]
    public async Task A_server_that_nobody_listens_at_fails_its_branch_alone()
    {
        using var refusing = new RefusingServer();

        await AssertFailsAsync(refusing.Url, "upstream-failed", "No connection to the upstream could be opened. Try again later.");
    }

    [Fact]
    public async Task A_reset_fails_its_branch_alone()
    {
        await using var upstream = ServingUpstream.Resetting();

        await AssertFailsAsync(upstream.Url, "upstream-failed", "The upstream broke off or sent an answer that is not valid HTTP. The request may have had an effect.");
    }

    [Fact]
    public async Task An_answer_that_breaks_off_fails_its_branch_alone()
    {
        await using var upstream = ServingUpstream.Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"a\":");

        await AssertFailsAsync(upstream.Url, "upstream-failed", "The upstream broke off in the middle of its answer.");
    }

    [Fact]
    public async Task What_is_not_http_fails_its_branch_alone()
    {
        await using var upstream = ServingUpstream.Answering("HELLO\r\n\r\n");

        await AssertFailsAsync(upstream.Url, "upstream-failed", "The upstream broke off or sent an answer that is not valid HTTP. The request may have had an effect.");
    }

    [Fact]
    public async Task A_slow_branch_is_given_up_and_the_fast_ones_are_there()
    {
        _backend.Hang("/bad");
        await using var gateway = await StartAsync(_backend.Url, "timeout: 500ms");

        using var response = await PassWhenAskedAsync(gateway);
        await Balanced.UntilAsync(() => _backend.Abandoned == 1);

        await AssertMarkedAsync(response, "upstream-timeout", "The upstream did not answer in time. The request may have had an effect.");
    }

    [Fact]
    public async Task An_answer_that_drips_in_has_no_more_time_than_any_other()
    {
        await using var upstream = new ServingUpstream(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n[");
            while (true)
            {
                await connection.SendAsync("1,");
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
            }
        });
        await using var gateway = await StartAsync(upstream.Url, "timeout: 500ms");

        using var response = await Balanced.PassAsync(_clock, gateway.GetAsync("/api/7"));

        await AssertMarkedAsync(response, "upstream-timeout");
    }

    [Fact]
    public async Task Silence_counts_against_the_server()
    {
        _backend.Hang("/bad");
        await using var gateway = await StartAsync(_backend.Url, "timeout: 500ms", "retries: none\nbreaker: { consecutive: 1, open: 30s, maxOpen: 30s }");

        using var slow = await PassWhenAskedAsync(gateway);
        using var refused = await gateway.GetAsync("/api/7");

        await AssertMarkedAsync(refused, "no-destination", "No server of this API takes requests at the moment, because too many failed. Try again later.");
        Assert.Single(_backend.Asked, "/bad");
    }

    [Fact]
    public async Task What_may_be_repeated_is_tried_again()
    {
        var tries = 0;
        _backend.Answer("/bad", async context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref tries) == 1 ? 503 : 200;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("1");
        });
        await using var gateway = await StartAsync(_backend.Url, "timeout: 225s", "retries: { max: 2, pause: 1ms }");

        using var response = await Balanced.PassAsync(_clock, gateway.GetAsync("/api/7"));

        Assert.Equal("""{"order":{},"bad":1}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task The_whole_takes_no_longer_than_the_route_allows()
    {
        _backend.Hang("/bad");
        await using var gateway = await GatewayHost.StartAsync(
            $$"""
            api: composed
            path: /api
            upstream: ["{{_backend.Url}}"]
            access: anonymous
            timeouts: { total: 1s }
            routes:
              - match: GET /{id}
                compose: { bad: { get: /bad, timeout: 225s }, order: { get: /order } }
            """,
            _clock);

        using var response = await PassWhenAskedAsync(gateway);

        await AssertMarkedAsync(response, "upstream-timeout", "The upstream did not answer in time. The request may have had an effect.");
    }

    [Fact]
    public async Task A_required_branch_that_fails_stops_the_others()
    {
        _backend.Hang("/slow");
        _backend.Answer("/lost", async context =>
        {
            await Balanced.UntilAsync(() => _backend.Asked.Contains("/slow"));
            context.Response.StatusCode = 404;
        });
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "slow: { get: /slow, timeout: 225s }\nlost: { get: /lost, required: true }\nnever: { get: '/never/{slow.id}' }");

        using var response = await gateway.GetAsync("/api/7");
        await Balanced.UntilAsync(() => _backend.Abandoned == 1);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain(_backend.Asked, target => target.StartsWith("/never", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_all_branches()
    {
        _backend.Hang("/a").Hang("/b").Hang("/c/1").Hang("/c/2").Answer("/list", "[1,2]");
        await using var gateway = await ComposedApi.StartAsync(
            _backend.Url, "a: { get: /a, timeout: 225s }\nb: { get: /b, timeout: 225s }\nlist: { get: /list }\nc: { forEach: i in list, get: '/c/{i}', timeout: 225s }");
        using var leaving = new CancellationTokenSource();

        var pending = gateway.Client.GetAsync(new Uri("/api/7", UriKind.Relative), leaving.Token);
        await Balanced.UntilAsync(() => _backend.Asked.Count == 5);
        await leaving.CancelAsync();
        await Balanced.UntilAsync(() => _backend.Abandoned == 4);
        var record = await gateway.Log.NextAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal((499, "ClientAborted"), (Convert.ToInt32(record["status"]), record["error"]));
    }

    [Fact]
    public async Task Servers_are_asked_no_more_at_once_than_their_upstream_allows()
    {
        _backend.Answer("/list", "[1,2]").Hang("/c/1").Hang("/c/2");
        await using var gateway = await ComposedApi.StartAsync(
            _backend.Url, "list: { get: /list }\nc: { forEach: i in list, get: '/c/{i}', timeout: 1s }", "retries: none\nconcurrency: { max: 1 }", _clock);
        using var measured = new Measurements("Tollgate.Gateway", gateway.Meters);

        var pending = gateway.GetAsync("/api/7");
        await Balanced.UntilAsync(() => measured.Of("tollgate.gateway.upstream.refusals").Count == 1);
        using var response = await Balanced.PassAsync(_clock, pending);

        Assert.Contains("As many requests are under way as the API can take at the same time.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, _backend.MostUnderWay);
    }

    // Only then do all timers run.
    private async Task<HttpResponseMessage> PassWhenAskedAsync(GatewayHost gateway)
    {
        var pending = gateway.GetAsync("/api/7");
        await Balanced.UntilAsync(() => _backend.Asked.Contains("/bad"));
        return await Balanced.PassAsync(_clock, pending);
    }

    private Task<GatewayHost> StartAsync(Uri bad, string keys, string upstream = "retries: none") => ComposedApi.StartAsync(
        bad, $"order: {{ get: /order, from: ['{_backend.Url}'] }}\nbad: {{ get: /bad, {keys} }}", upstream, _clock);

    private async Task AssertFailsAsync(Uri upstream, string type, string detail)
    {
        await using var gateway = await ComposedApi.StartAsync(upstream, $"order: {{ get: /order, from: ['{_backend.Url}'] }}\nbad: {{ get: /bad }}");

        using var response = await gateway.GetAsync("/api/7");

        await AssertMarkedAsync(response, type, detail);
    }

    private static async Task AssertMarkedAsync(HttpResponseMessage response, string type, string? detail = null)
    {
        Assert.Equal((HttpStatusCode.OK, "bad"), (response.StatusCode, response.Headers.GetValues("Tollgate-Partial").Single()));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("{}", answer["order"]!.ToJsonString());
        Assert.Null(answer["bad"]);
        var error = answer["errors"]!["bad"]!;
        Assert.Equal(($"urn:tollgate:problem:{type}", detail ?? (string?)error["detail"]), ((string?)error["type"], (string?)error["detail"]));
    }
}
