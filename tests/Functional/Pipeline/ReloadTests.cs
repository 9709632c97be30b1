using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Functional.Pipeline;

public sealed class ReloadTests
{
    [Fact]
    public async Task A_change_is_in_use_within_two_seconds_even_on_an_idle_gateway()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(Api("/one", upstream.Url), clock);
        using var before = await gateway.GetAsync("/one/x");

        await gateway.ApplyAsync(Api("/two", upstream.Url));
        clock.Advance(TimeSpan.FromSeconds(2));
        using var gone = await gateway.GetAsync("/one/x");
        using var after = await gateway.GetAsync("/two/x");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK], [before.StatusCode, gone.StatusCode, after.StatusCode]);
    }

    [Fact]
    public async Task A_refused_apply_leaves_the_configuration_as_it_was()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(Api("/one", upstream.Url), clock);

        var result = await gateway.TryApplyAsync("api: a\npath: one\nupstrem: x");
        clock.Advance(TimeSpan.FromSeconds(2));
        using var response = await gateway.GetAsync("/one/x");

        Assert.False(result.Succeeded);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_request_in_flight_lives_by_the_configuration_it_began_with()
    {
        var clock = new ManualClock();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await HttpServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("all ");
            await context.Response.Body.FlushAsync();
            await release.Task;
            await context.Response.WriteAsync("of it");
        });
        await using var gateway = await GatewayHost.StartAsync(Api("/one", upstream.Url), clock);
        using var response = await gateway.Client.GetAsync("/one/x", HttpCompletionOption.ResponseHeadersRead);

        await gateway.ApplyAsync("api: b\npath: /two\nupstream: [\"http://127.0.0.1:9\"]");
        clock.Advance(TimeSpan.FromSeconds(2));
        using var gone = await gateway.GetAsync("/one/x");
        clock.Advance(TimeSpan.FromMinutes(1));
        release.SetResult();

        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("all of it", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_store_that_fails_changes_nothing_for_traffic_and_shows_in_health()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(Api("/one", upstream.Url), clock);
        using var before = await gateway.GetAsync("/one/x");

        gateway.Tables.Fault = TableFault.Unavailable;
        clock.Advance(TimeSpan.FromSeconds(10));
        using var during = await gateway.GetAsync("/one/x");
        using var health = await gateway.GetAsync("/_tollgate/health/ready");

        Assert.Equal(HttpStatusCode.OK, during.StatusCode);
        Assert.Contains("\"status\":\"degraded\"", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_configuration_could_be_read_requests_are_told_to_come_back()
    {
        var clock = new ManualClock();
        await using var gateway = await GatewayHost.StartAsync(Api("/one", new Uri("http://127.0.0.1:9")), clock, prepare: tables => tables.Fault = TableFault.Unavailable);

        using var response = await gateway.GetAsync("/one/x");
        using var health = await gateway.GetAsync("/_tollgate/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("not-ready", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    [Fact]
    public async Task A_busy_gateway_reads_the_head_once_a_second()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(Api("/one", upstream.Url), clock);
        using var first = await gateway.GetAsync("/one/x");
        var before = gateway.Tables.Reads;

        for (var request = 0; request < 20; request++)
        {
            using var response = await gateway.GetAsync("/one/x");
        }

        Assert.Equal(before, gateway.Tables.Reads);
    }

    [Fact]
    public async Task A_configuration_that_can_not_be_used_keeps_the_good_one_but_no_revoked_key()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(WithKey("/one", upstream.Url), clock);
        var key = await gateway.IssueKeyAsync("s");
        var other = await gateway.IssueKeyAsync("s", "other");
        using var before = await gateway.GetAsync("/one/x", ("X-API-Key", key));

        await gateway.ApplyAsync(WithKey("/two", upstream.Url));
        await gateway.DamageConfigurationAsync();
        clock.Advance(TimeSpan.FromSeconds(2));
        using var kept = await gateway.GetAsync("/one/x", ("X-API-Key", key));
        await gateway.RevokeKeyAsync("s");
        clock.Advance(TimeSpan.FromSeconds(2));
        using var revoked = await gateway.GetAsync("/one/x", ("X-API-Key", key));
        using var good = await gateway.GetAsync("/one/x", ("X-API-Key", other));
        using var health = await gateway.GetAsync("/_tollgate/health/ready");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK],
            [before.StatusCode, kept.StatusCode, revoked.StatusCode, good.StatusCode]);
        Assert.Contains("\"status\":\"degraded\"", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_in_a_way_nobody_expects_changes_nothing_for_traffic_either()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(Api("/one", upstream.Url), clock, prepare: tables => tables.Bug = new InvalidOperationException("a bug"));
        using var first = await gateway.GetAsync("/one/x");
        gateway.Tables.Bug = null;
        clock.Advance(TimeSpan.FromSeconds(2));
        using var before = await gateway.GetAsync("/one/x");

        gateway.Tables.Bug = new InvalidOperationException("a bug");
        clock.Advance(TimeSpan.FromSeconds(2));
        using var during = await gateway.GetAsync("/one/x");
        using var again = await gateway.GetAsync("/one/x");

        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK],
            [first.StatusCode, before.StatusCode, during.StatusCode, again.StatusCode]);
    }

    [Fact]
    public async Task A_store_that_hangs_holds_requests_up_once_and_is_asked_again_later()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(Api("/one", upstream.Url), clock);
        using var before = await gateway.GetAsync("/one/x");
        await gateway.ApplyAsync(Api("/two", upstream.Url));

        gateway.Tables.Gate = new TaskCompletionSource();
        clock.Advance(TimeSpan.FromSeconds(2));
        using var held = await AdvanceUntilDoneAsync(clock, gateway.GetAsync("/nowhere"));
        using var next = await gateway.GetAsync("/one/x");
        gateway.Tables.Gate = null;
        using var after = await FindAsync(gateway, "/two/x", clock);

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK],
            [held.StatusCode, next.StatusCode, after.StatusCode]);
    }

    private static async Task<HttpResponseMessage> FindAsync(GatewayHost gateway, string path, ManualClock clock)
    {
        for (var attempt = 0; attempt < 60; attempt++)
        {
            using var response = await gateway.GetAsync(path);
            if (response.StatusCode is not HttpStatusCode.NotFound)
            {
                break;
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        }

        return await gateway.GetAsync(path);
    }

    private static async Task<HttpResponseMessage> AdvanceUntilDoneAsync(ManualClock clock, Task<HttpResponseMessage> pending)
    {
        while (!pending.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await pending;
    }

    private static string WithKey(string path, Uri upstream) =>
        $"api: a\npath: {path}\nupstream: [\"{upstream}\"]\n---\nplan: p\napis: [a]\n---\nconsumer: c\n---\nsubscription: s\nconsumer: c\nplan: p";

    private static string Api(string path, Uri upstream) => $"api: a\npath: {path}\nupstream: [\"{upstream}\"]\naccess: anonymous";

    private static Task Answer(HttpContext context) => context.Response.WriteAsync("here");
}
