using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Testing;

namespace Tollgate.Functional.Composing;

/// <summary>Branches are delivered as requests are: with assertions, balancing and trace context.</summary>
public sealed class BranchDeliveryTests : IAsyncLifetime
{
    private Backend _one = null!;
    private Backend _other = null!;

    public async Task InitializeAsync()
    {
        (_one, _other) = (await Backend.StartAsync(), await Backend.StartAsync());
        _one.Otherwise = _other.Otherwise = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync($"\"{context.Request.Headers["Tollgate-Assertion"]}\"");
        };
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task A_service_of_ours_gets_an_assertion_and_a_foreign_upstream_never_does()
    {
        var clock = new ManualClock();
        await using var gateway = await ComposedApi.StartAsync(_one.Url, "own: { get: /own, from: things }\nforeign: { get: /foreign }", clock: clock);
        await gateway.Registry.RegisterAsync(new("things", "one", _one.Url), CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(2));

        using var response = await gateway.GetAsync("/api/7", ("Tollgate-Assertion", "forged"));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal((3, ""), (((string?)answer["own"])!.Split('.').Length, (string?)answer["foreign"]));
    }

    [Fact]
    public async Task A_service_without_an_instance_fails_its_branch_alone()
    {
        await using var gateway = await ComposedApi.StartAsync(_one.Url, "own: { get: /own, from: things }\nforeign: { get: /foreign }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("The service 'things' has no running instance at the moment; try again later.", (string?)answer["errors"]!["own"]!["detail"]);
    }

    [Fact]
    public async Task The_clients_header_decides_which_server_is_asked()
    {
        await using var gateway = await GatewayHost.StartAsync($$"""
            upstream: both
            urls: ["{{_one.Url}}", "{{_other.Url}}"]
            balance: consistentHash
            hashOn: header:X-Tenant
            ---
            api: composed
            path: /api
            upstream: both
            access: anonymous
            routes: [{ match: "GET /hashed", compose: { a: { get: "/a?t={query.t}" } } }]
            """);

        for (var tenant = 0; tenant < 40; tenant++)
        {
            using var response = await gateway.GetAsync($"/api/hashed?t={tenant % 20}", ("X-Tenant", $"tenant-{tenant % 20}"));
        }

        Assert.NotEmpty(_one.Asked);
        Assert.NotEmpty(_other.Asked);
        Assert.Empty(_one.Asked.Intersect(_other.Asked));
    }

    [Fact]
    public async Task Each_call_has_a_client_span_whose_id_it_carries()
    {
        const string traceId = "0af7651916cd43dd8448eb211c80319c";
        ConcurrentQueue<Activity> spans = new();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Tollgate.Gateway",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        _one.Answer("/b/7", "", 500);
        await using var gateway = await ComposedApi.StartAsync(_one.Url, "a: { get: '/a/{id}' }\nb: { get: '/b/{id}', from: ['" + _other.Url + "'] }\nc: { get: '/b/{id}' }");

        using var response = await gateway.GetAsync("/api/7", ("traceparent", $"00-{traceId}-b7ad6b7169203331-01"));

        var mine = spans.Where(span => span.TraceId.ToHexString() == traceId).OrderBy(span => (string?)span.GetTagItem("tollgate.branch"), StringComparer.Ordinal).ToList();
        Assert.Equal(["GET /a/{id}", "GET /b/{id}", "GET /b/{id}"], mine.Select(span => span.OperationName));
        Assert.Equal([(200, null), (200, null), (500, "upstream-failed")], mine.Select(span => ((int)span.GetTagItem("http.response.status_code")!, (string?)span.GetTagItem("error.type"))));
        Assert.Equal(3, mine.Select(span => span.SpanId).Distinct().Count());
        Assert.Single(mine.Select(span => span.ParentSpanId).Distinct());
        Assert.Equal($"00-{traceId}-{mine[1].SpanId.ToHexString()}-01", _other.Headers.TraceParent);
        Assert.Equal(_other.Url.Port, mine[1].GetTagItem("server.port"));
    }
}
