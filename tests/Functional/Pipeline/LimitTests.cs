using System.Net;
using System.Text.Json;
using Tollgate.Functional.Sockets;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Functional.Pipeline;

public sealed class LimitTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private HttpServer _upstream = null!;
    private GatewayHost? _host;

    public async Task InitializeAsync() => _upstream = await HttpServer.StartAsync(context =>
    {
        context.Response.Headers["RateLimit"] = "\"upstream\";r=1;t=1";
        return Task.CompletedTask;
    });

    public async Task DisposeAsync()
    {
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_says_which_limits_apply_and_what_is_left()
    {
        await StartAsync("limits: [{ name: minute, requests: 60, per: 1m, by: api }, { name: daily, requests: 1000, per: 1d, by: api }]");

        using var answer = await _host!.GetAsync("/o/x");
        var record = await _host.Log.NextAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("\"minute\";q=60;w=60, \"daily\";q=1000;w=86400", Field(answer, "RateLimit-Policy"));
        Assert.Matches("^\"minute\";r=44;t=[0-9]+, \"daily\";r=999;t=43[0-9]{3}$", Field(answer, "RateLimit"));
        Assert.Equal("minute", record["limitPolicy"]);
        Assert.Equal(44L, record["remaining"]);
    }

    [Fact]
    public async Task Without_limits_the_upstreams_own_word_passes()
    {
        await StartAsync("");

        using var answer = await _host!.GetAsync("/o/x");

        Assert.Equal("\"upstream\";r=1;t=1", Field(answer, "RateLimit"));
    }

    [Fact]
    public async Task A_request_beyond_the_limit_gets_429_with_the_policy_and_when_to_come_back()
    {
        await StartAsync("limits: [{ name: daily, requests: 2, per: 1d, by: api }]");
        await SendAsync(2, HttpStatusCode.OK);

        using var answer = await _host!.GetAsync("/o/x");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", problem.GetProperty("type").GetString());
        Assert.Equal(["daily"], problem.GetProperty("violated-policies").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("\"daily\";q=2;w=86400", Field(answer, "RateLimit-Policy"));
        Assert.StartsWith("\"daily\";r=0;t=43", Field(answer, "RateLimit"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(Field(answer, "Retry-After"), System.Globalization.CultureInfo.InvariantCulture), 43_190, 43_230);
    }

    [Fact]
    public async Task The_next_window_begins_afresh()
    {
        await StartAsync("limits: [{ name: daily, requests: 2, per: 1d, by: api }]");
        await SendAsync(2, HttpStatusCode.OK);
        await SendAsync(1, HttpStatusCode.TooManyRequests);

        _clock.Advance(TimeSpan.FromHours(12.1));

        await SendAsync(2, HttpStatusCode.OK);
        await SendAsync(1, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_flood_on_a_quota_that_is_used_up_costs_no_transactions()
    {
        await StartAsync("limits: [{ name: daily, requests: 2, per: 1d, by: api }]");
        await SendAsync(3, null);
        var before = _host!.Tables.Writes + _host.Tables.LedgerReads;

        await SendAsync(50, HttpStatusCode.TooManyRequests);

        Assert.Equal(before, _host.Tables.Writes + _host.Tables.LedgerReads);
    }

    [Fact]
    public async Task Limits_of_this_instance_and_of_all_by_the_same_thing_both_hold()
    {
        await StartAsync("limits: [{ name: own, requests: 2, per: 1d, by: api, accuracy: local }, { name: all, requests: 3, per: 1d, by: api, onStoreFailure: failClosed }]");

        await SendAsync(2, HttpStatusCode.OK);
        using var answer = await _host!.GetAsync("/o/x");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Matches("^\"own\";r=0;t=[0-9]+, \"all\";r=1;t=[0-9]+$", Field(answer, "RateLimit"));
    }

    [Fact]
    public async Task What_one_limit_refuses_costs_the_others_nothing()
    {
        await StartAsync("limits: [{ name: large, requests: 100, per: 1d, by: api }, { name: small, requests: 3, per: 1d, by: consumer }]", "access: { keys: true }");
        var (first, second) = (await _host!.IssueKeyAsync("first"), await _host.IssueKeyAsync("second"));
        await SendAsync(3, HttpStatusCode.OK, first);
        await SendAsync(20, HttpStatusCode.TooManyRequests, first);

        using var answer = await _host.GetAsync("/o/x", ("X-API-Key", second));

        Assert.StartsWith("\"large\";r=96;", Field(answer, "RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_the_API_counts_its_routes_together_one_of_a_route_that_route_only()
    {
        await StartAsync("""
            limits: [{ name: all, requests: 5, per: 1d, by: api }]
            routes:
              - match: GET /a
                limits: [{ name: one, requests: 2, per: 1d, by: api }]
              - match: GET /b
              - match: GET /c
                limits: [{ name: all, requests: 1, per: 1d, by: api }]
              - match: GET /d
                limits: null
            """);

        await SendAsync(2, HttpStatusCode.OK, path: "/o/a");
        await SendAsync(1, HttpStatusCode.TooManyRequests, path: "/o/a");
        await SendAsync(3, HttpStatusCode.OK, path: "/o/b");
        await SendAsync(1, HttpStatusCode.TooManyRequests, path: "/o/b");
        await SendAsync(1, HttpStatusCode.OK, path: "/o/c");
        await SendAsync(1, HttpStatusCode.TooManyRequests, path: "/o/c");
        await SendAsync(9, HttpStatusCode.OK, path: "/o/d");
    }

    [Fact]
    public async Task A_plan_counts_all_its_APIs_and_a_subscription_that_changes_plans_keeps_what_it_used()
    {
        const string Free = "limits: [{ name: daily, requests: 3, per: 1d, by: subscription }]";
        const string Paid = "limits: [{ name: daily, requests: 5, per: 1d, by: subscription }]";
        await StartAsync("limits: [{ name: daily, requests: 100, per: 1d }]", "access: { keys: true }", Free, Paid);
        var key = await _host!.IssueKeyAsync("first");
        await SendAsync(2, HttpStatusCode.OK, key);
        await SendAsync(1, HttpStatusCode.OK, key, "/p/x");
        await SendAsync(1, HttpStatusCode.TooManyRequests, key);

        await _host.ApplyAsync(Configuration("limits: [{ name: daily, requests: 100, per: 1d }]", "access: { keys: true }", Free, Paid).Replace("plan: free, consumer: c1", "plan: paid, consumer: c1", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(3));

        await SendAsync(2, HttpStatusCode.OK, key);
        using var answer = await _host.GetAsync("/o/x", ("X-API-Key", key));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains("\"plan:daily\";r=0", Field(answer, "RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_by_address_and_header_refuse_before_a_credential_is_looked_at_and_use_no_store()
    {
        await StartAsync("limits: [{ name: device, requests: 2, per: 1d, by: 'header:X-Device' }, { name: address, requests: 5, per: 1d, by: ip }]", "access: { keys: true }");

        await SendAsync(2, HttpStatusCode.Unauthorized, headers: ("X-Device", "a"));
        await SendAsync(1, HttpStatusCode.TooManyRequests, headers: ("X-Device", "a"));
        await SendAsync(2, HttpStatusCode.Unauthorized, headers: ("X-Device", "b"));
        await SendAsync(1, HttpStatusCode.Unauthorized);
        await SendAsync(1, HttpStatusCode.TooManyRequests);
        await SendAsync(1, HttpStatusCode.TooManyRequests, headers: ("X-Device", "c"));
        Assert.Equal(0, _host!.Tables.Writes);
    }

    [Fact]
    public async Task An_answer_names_the_limits_from_before_and_after_authentication()
    {
        await StartAsync("limits: [{ name: address, requests: 5, per: 1d, by: ip }, { name: callers, requests: 9, per: 1d }]", "access: { keys: true }");
        var key = await _host!.IssueKeyAsync("first");

        using var answer = await _host.GetAsync("/o/x", ("X-API-Key", key));

        Assert.Equal("\"address\";q=5;w=86400, \"callers\";q=9;w=86400", Field(answer, "RateLimit-Policy"));
        Assert.Matches("^\"address\";r=4;t=[0-9]+, \"callers\";r=8;t=[0-9]+$", Field(answer, "RateLimit"));
    }

    [Theory]
    [InlineData(TableFault.Unavailable)]
    [InlineData(TableFault.Throttled)]
    [InlineData(TableFault.Denied)]
    public async Task Without_the_store_a_limit_that_fails_open_still_limits(TableFault fault)
    {
        await StartAsync("limits: [{ name: daily, requests: 3, per: 1d, by: api }]");
        await WarmAsync();
        _host!.Tables.LedgerFault = fault;

        await SendAsync(3, HttpStatusCode.OK);
        await SendAsync(1, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_passed_without_the_store_is_counted_when_it_is_back()
    {
        await StartAsync("limits: [{ name: daily, requests: 10, per: 1d, by: api }]");
        await WarmAsync();
        _host!.Tables.LedgerFault = TableFault.Unavailable;
        await SendAsync(6, HttpStatusCode.OK);
        _host.Tables.LedgerFault = null;
        _clock.Advance(TimeSpan.FromMinutes(1));

        await SendAsync(4, HttpStatusCode.OK);
        await SendAsync(1, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Without_the_store_a_limit_that_fails_closed_answers_503()
    {
        await StartAsync("limits: [{ name: daily, requests: 3, per: 1d, by: api, onStoreFailure: failClosed }]");
        await WarmAsync();
        _host!.Tables.LedgerFault = TableFault.Unavailable;

        using var answer = await _host.GetAsync("/o/x");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("urn:tollgate:problem:dependency-unavailable", problem.GetProperty("type").GetString());
        Assert.Equal("1", Field(answer, "Retry-After"));
    }

    [Fact]
    public async Task A_store_that_hangs_holds_requests_up_for_a_moment_and_then_each_instance_limits_alone()
    {
        await StartAsync("limits: [{ name: daily, requests: 3, per: 1d, by: api }]");
        await WarmAsync();
        _host!.Tables.LedgerGate = new TaskCompletionSource();

        List<HttpStatusCode> statuses = [];
        for (var request = 0; request < 4; request++)
        {
            var answer = _host.GetAsync("/o/x");
            while (!answer.IsCompleted)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }

            statuses.Add((await answer).StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
        _host.Tables.LedgerGate.SetResult();
    }

    [Fact]
    public async Task A_damaged_row_is_a_failure_of_the_store_and_no_500()
    {
        await StartAsync("limits: [{ name: daily, requests: 3, per: 1d, by: api, onStoreFailure: failClosed }]");
        _host!.Tables.DamagesLedger = true;

        await SendAsync(1, HttpStatusCode.ServiceUnavailable);

        Assert.Single(_host.Log.Lines, line => line.StartsWith("Error 1702 ", StringComparison.Ordinal));
    }

    private async Task StartAsync(string settings, string access = "access: anonymous", string free = "", string paid = "") =>
        _host = await GatewayHost.StartAsync(Configuration(settings, access, free, paid), _clock);

    private string Configuration(string settings, string access, string free, string paid) => $"""
        api: o
        path: /o
        upstream: {_upstream.Url}
        {access}
        {settings}
        ---
        api: p
        path: /p
        upstream: {_upstream.Url}
        {access}
        ---
        plan: free
        apis: [o, p]
        {free}
        ---
        plan: paid
        apis: [o, p]
        {paid}
        ---
        consumer: c1
        ---
        consumer: c2
        ---
        {"{ subscription: first, plan: free, consumer: c1 }"}
        ---
        {"{ subscription: second, plan: free, consumer: c2 }"}
        """;

    // The snapshot is loaded with the first request, also by one that no limit applies to.
    private async Task WarmAsync() => (await _host!.GetAsync("/p/x")).Dispose();

    private async Task SendAsync(int requests, HttpStatusCode? expected, string? key = null, string path = "/o/x", params (string Name, string Value)[] headers)
    {
        for (var request = 0; request < requests; request++)
        {
            using var answer = await _host!.GetAsync(path, key is null ? headers : [("X-API-Key", key), .. headers]);
            Assert.True(expected is null || answer.StatusCode == expected, $"{answer.StatusCode} to request {request + 1} of {requests}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static string Field(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.NonValidated[name]);
}
