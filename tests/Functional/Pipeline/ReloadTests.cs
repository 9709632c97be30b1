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
        Assert.Contains("degraded", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_configuration_could_be_read_requests_are_told_to_come_back()
    {
        var clock = new ManualClock();
        await using var gateway = await GatewayHost.StartAsync(Api("/one", new Uri("http://127.0.0.1:9")), clock);
        gateway.Tables.Fault = TableFault.Unavailable;

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

    private static string Api(string path, Uri upstream) => $"api: a\npath: {path}\nupstream: [\"{upstream}\"]\naccess: anonymous";

    private static Task Answer(HttpContext context) => context.Response.WriteAsync("here");
}
