using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;
using Tollgate.Platform.Registry;
using Tollgate.Testing;

namespace Tollgate.Functional.Resilience;

public sealed class BreakerTests
{
    private const string Once = "retries: none";

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Half_of_the_servers_may_be_dead_and_no_client_sees_a_failure()
    {
        await using var one = await HttpServer.StartAsync(Answer);
        await using var other = await HttpServer.StartAsync(Answer);
        using var refusing = new RefusingServer();
        using var dead = new RefusingServer();
        await using var gateway = await Balanced.StartAsync([refusing.Url, one.Url, dead.Url, other.Url]);

        for (var wave = 0; wave < 10; wave++)
        {
            var responses = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => gateway.GetAsync("/a/x")).Append(gateway.Client.PostAsync("/a/x", null)));
            Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        }
    }

    [Fact]
    public async Task A_dead_server_is_left_alone_until_one_request_may_look()
    {
        var isBroken = true;
        var asked = 0;
        await using var broken = await HttpServer.StartAsync(context =>
        {
            asked++;
            context.Response.StatusCode = isBroken ? 503 : 200;
            return Task.CompletedTask;
        });
        await using var gateway = await Balanced.StartAsync([broken.Url], Once, clock: _clock);
        for (var failure = 0; failure < 5; failure++)
        {
            using var failed = await gateway.GetAsync("/a/x");
        }

        using var refused = await gateway.GetAsync("/a/x");
        var askedBefore = asked;
        isBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(5));
        using var trial = await gateway.GetAsync("/a/x");
        using var after = await gateway.GetAsync("/a/x");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));
        Assert.Contains("urn:tollgate:problem:no-destination", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(5, askedBefore);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [trial.StatusCode, after.StatusCode]);
        Assert.Equal(3, gateway.Log.Lines.Count(line => line.Contains("The breaker of", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_access_log_knows_the_breaker()
    {
        using var refusing = new RefusingServer();
        await using var gateway = await Balanced.StartAsync([refusing.Url], Once, clock: _clock);
        List<(object?, object?)> seen = [];

        for (var request = 0; request < 6; request++)
        {
            using var response = await gateway.GetAsync("/a/x");
            var record = await gateway.Log.NextAsync();
            seen.Add((record["attempts"], record.GetValueOrDefault("breakerState")));
        }

        Assert.Equal([(1L, "closed"), (1L, "closed"), (1L, "closed"), (1L, "closed"), (1L, "open"), (0L, null)], seen);
    }

    [Fact]
    public async Task What_is_known_of_a_server_outlives_the_configuration()
    {
        await using var busy = ServingUpstream.Answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await Balanced.StartAsync([busy.Url], Once, clock: _clock);
        for (var failure = 0; failure < 5; failure++)
        {
            using var failed = await gateway.GetAsync("/a/x");
        }

        await gateway.ApplyAsync(Balanced.Configuration([busy.Url], Once, "maxBody: 1KiB"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var still = await gateway.GetAsync("/a/x");
        await gateway.ApplyAsync(Balanced.Configuration([busy.Url], $"{Once}\nbreaker: none"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var without = await gateway.GetAsync("/a/x");

        Assert.Equal("3", still.Headers.GetValues("Retry-After").Single());
        Assert.Null(without.Headers.RetryAfter);
        Assert.Equal(6, busy.Requests);
    }

    [Fact]
    public async Task The_upstream_says_how_long_it_wants_to_be_left_alone()
    {
        await using var busy = ServingUpstream.Answering("HTTP/1.1 503 Busy\r\nRetry-After: 42\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await Balanced.StartAsync([busy.Url], Once, clock: _clock);
        for (var failure = 0; failure < 5; failure++)
        {
            using var failed = await gateway.GetAsync("/a/x");
        }

        using var refused = await gateway.GetAsync("/a/x");

        Assert.Equal("42", refused.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task Errors_that_are_the_callers_open_nothing()
    {
        await using var strict = await HttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var gateway = await Balanced.StartAsync([strict.Url]);

        for (var request = 0; request < 20; request++)
        {
            using var response = await gateway.GetAsync("/a/x");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_client_that_leaves_a_trial_lets_the_next_one_try()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await Balanced.StartAsync([upstream.Url], $"{Once}\nbreaker: {{ consecutive: 1 }}", clock: _clock);
        var failing = gateway.GetAsync("/a/x");
        (await upstream.AcceptOneAsync()).Reset();
        using var failed = await failing;
        await gateway.Log.NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        var leaving = await gateway.ConnectAsync();
        await leaving.SendAsync("GET /a/x HTTP/1.1\r\nHost: a\r\n\r\n");
        using var trial = await upstream.AcceptOneAsync();
        await trial.ReadHeadAsync();
        using var meanwhile = await gateway.GetAsync("/a/x");
        await gateway.Log.NextAsync();
        leaving.Reset();
        await gateway.Log.NextAsync();
        var next = gateway.GetAsync("/a/x");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var response = await next;

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK], [meanwhile.StatusCode, response.StatusCode]);
    }

    [Fact]
    public async Task Changes_and_refusals_are_counted()
    {
        Dictionary<string, long> counts = [];
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Listen(instrument, self) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new KeyValuePair<string, object?>("tollgate.upstream", "counted")))
            {
                lock (counts)
                {
                    counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value;
                }
            }
        });
        listener.Start();
        using var refusing = new RefusingServer();
        await using var gateway = await GatewayHost.StartAsync(
            $"upstream: counted\nurls: {refusing.Url}\nretries: {{ max: 1 }}\n---\napi: a\npath: /a\nupstream: counted\naccess: anonymous");

        for (var request = 0; request < 4; request++)
        {
            using var response = await gateway.GetAsync("/a/x");
        }

        Assert.Equal(2, counts["tollgate.gateway.upstream.retries"]);
        Assert.Equal(1, counts["tollgate.gateway.upstream.breaker.changes"]);
        Assert.Equal(1, counts["tollgate.gateway.upstream.ejections"]);
        Assert.Equal(1, counts["tollgate.gateway.upstream.refusals"]);
    }

    [Fact]
    public async Task Instances_of_a_registered_service_are_treated_alike()
    {
        await using var well = await HttpServer.StartAsync(Answer);
        using var refusing = new RefusingServer();
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /a\nupstream: shop\naccess: anonymous", _clock);
        await gateway.Registry.RegisterAsync(new ServiceInstance("shop", "1", refusing.Url), default);
        await gateway.Registry.RegisterAsync(new ServiceInstance("shop", "2", well.Url), default);
        _clock.Advance(TimeSpan.FromSeconds(2));

        for (var request = 0; request < 10; request++)
        {
            var pending = gateway.GetAsync("/a/x");
            using var response = await Balanced.PassAsync(_clock, pending);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "Tollgate.Gateway")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static Task Answer(HttpContext context) => context.Response.WriteAsync("here");
}
