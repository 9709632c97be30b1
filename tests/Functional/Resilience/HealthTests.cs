using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;
using Tollgate.Platform.Registry;
using Tollgate.Testing;

namespace Tollgate.Functional.Resilience;

public sealed class HealthTests
{
    private readonly ManualClock _clock = new();
    private readonly ConcurrentQueue<DateTimeOffset> _rounds = [];
    private int _probes;
    private int _requests;
    private volatile bool _isWell;

    [Fact]
    public async Task A_server_that_says_it_is_unwell_gets_no_requests_until_it_says_otherwise()
    {
        await using var unwell = await HttpServer.StartAsync(Serve);
        await using var well = await HttpServer.StartAsync(context => context.Response.WriteAsync("here"));
        await using var gateway = await Balanced.StartAsync([unwell.Url, well.Url], "balance: roundRobin\nhealth: { path: /up, interval: 5s }", clock: _clock);
        using var first = await gateway.GetAsync("/a/x");

        await LogsAsync(gateway, "gets no requests");
        var before = _requests;
        await AskAsync(gateway, 6);
        var during = _requests - before;
        _isWell = true;
        await LogsAsync(gateway, "is healthy again");
        await AskAsync(gateway, 6);

        Assert.Equal((0, 3), (during, _requests - before));
    }

    [Fact]
    public async Task Nobody_asks_once_the_upstream_is_gone()
    {
        await using var upstream = await HttpServer.StartAsync(Serve);
        await using var gateway = await Balanced.StartAsync([upstream.Url], "health: { path: /up, interval: 5s }", clock: _clock);
        using var first = await gateway.GetAsync("/a/x");
        await Balanced.UntilPassingAsync(_clock, () => _probes > 2);

        await gateway.ApplyAsync(Balanced.Configuration([upstream.Url]));
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var second = await gateway.GetAsync("/a/x");
        var asked = _probes;
        for (var second5 = 0; second5 < 10; second5++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            using var other = await gateway.GetAsync("/a/x");
        }

        Assert.InRange(_probes, asked, asked + 1);
    }

    [Fact]
    public async Task A_shorter_interval_does_not_wait_for_the_longer_one_to_pass()
    {
        await using var upstream = await HttpServer.StartAsync(Serve);
        await using var gateway = await Balanced.StartAsync([upstream.Url], "health: { path: /up, interval: 5m }", clock: _clock);
        using var first = await gateway.GetAsync("/a/x");
        await Balanced.UntilAsync(() => _rounds.Count == 1);

        await gateway.ApplyAsync(Balanced.Configuration([upstream.Url], "health: { path: /up, interval: 5s }"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var second = await gateway.GetAsync("/a/x");

        await Balanced.UntilPassingAsync(_clock, () => _rounds.Count == 2);
        Assert.InRange(_rounds.Max() - _rounds.Min(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_server_with_two_names_is_asked_once_a_round()
    {
        await using var upstream = await HttpServer.StartAsync(Serve);
        await using var gateway = await GatewayHost.StartAsync(
            "upstream: u\nservice: shop\nhealth: { path: /up, interval: 5s }\n---\napi: a\npath: /a\nupstream: u\naccess: anonymous", _clock);
        await gateway.Registry.RegisterAsync(new ServiceInstance("shop", "1", upstream.Url), default);
        await gateway.Registry.RegisterAsync(new ServiceInstance("shop", "2", upstream.Url), default);
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var first = await gateway.GetAsync("/a/x");
        await Balanced.UntilPassingAsync(_clock, () => _rounds.Distinct().Count() == 2);

        Assert.Equal(1, _rounds.Count(time => time == _rounds.Min()));
    }

    [Fact]
    public async Task A_sole_server_keeps_its_requests_whatever_it_says()
    {
        await using var upstream = await HttpServer.StartAsync(Serve);
        await using var gateway = await Balanced.StartAsync([upstream.Url], "health: { path: /up, interval: 5s }", clock: _clock);
        using var first = await gateway.GetAsync("/a/x");
        await LogsAsync(gateway, "gets no requests");

        using var response = await gateway.GetAsync("/a/x");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task AskAsync(GatewayHost gateway, int times)
    {
        for (var request = 0; request < times; request++)
        {
            using var response = await gateway.GetAsync("/a/x");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private Task LogsAsync(GatewayHost gateway, string text) =>
        Balanced.UntilPassingAsync(_clock, () => gateway.Log.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)));

    private Task Serve(HttpContext context)
    {
        if (context.Request.Path != "/up")
        {
            Interlocked.Increment(ref _requests);
            return context.Response.WriteAsync("here");
        }

        Interlocked.Increment(ref _probes);
        _rounds.Enqueue(_clock.GetUtcNow());
        context.Response.StatusCode = _isWell ? 200 : 503;
        return Task.CompletedTask;
    }
}
