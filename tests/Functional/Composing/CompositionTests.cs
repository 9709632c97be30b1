using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;

namespace Tollgate.Functional.Composing;

public sealed class CompositionTests : IAsyncLifetime
{
    private Backend _backend = null!;

    public async Task InitializeAsync() => _backend = await Backend.StartAsync();

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    [Fact]
    public async Task Several_answers_become_one_in_the_order_of_the_configuration_each_as_it_came()
    {
        _backend.Answer("/orders/7", """{ "id": 7,  "customer": "c1", "total": 1.50, "note": "\u00e4/ä" }""").Answer("/customers/c1", """{"name":"Ada"}""").Answer("/payments/7", "[1, 2]", type: "application/vnd.x+json; charset=utf-8");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, """
            customer: { get: '/customers/{order.customer}' }
            order: { get: '/orders/{id}', required: true }
            payment: { get: '/payments/{id}' }
            """);

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            """{"customer":{"name":"Ada"},"order":{ "id": 7,  "customer": "c1", "total": 1.50, "note": "\u00e4/ä" },"payment":[1, 2]}""",
            await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("Tollgate-Partial"));
        Assert.Single(response.Headers.GetValues("X-Request-Id"));
    }

    [Fact]
    public async Task Branches_that_need_nothing_of_one_another_run_at_the_same_time()
    {
        var all = new Barrier(3);
        foreach (var name in "abc")
        {
            _backend.Answer($"/{name}", async context =>
            {
                Assert.True(await Task.Run(() => all.SignalAndWait(TimeSpan.FromMinutes(1))));
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("1");
            });
        }

        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "a: { get: /a }\nb: { get: /b }\nc: { get: /c }");

        using var response = await gateway.GetAsync("/api/x");

        Assert.Equal("""{"a":1,"b":1,"c":1}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_branch_that_fails_is_marked_and_the_others_are_there()
    {
        _backend.Answer("/orders/7", "{}").Answer("/payments/7", "secret trace", 500, "text/plain").Answer("/reservations/7", """{"secret":1}""", 403);
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, """
            order: { get: '/orders/{id}', required: true }
            payment: { get: '/payments/{id}' }
            shipment: { get: '/reservations/{id}', fallback: { state: unknown } }
            """);

        using var response = await gateway.GetAsync("/api/7");
        var record = await gateway.Log.NextAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("payment, shipment", response.Headers.GetValues("Tollgate-Partial").Single());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(
            """
            {"order":{},"payment":null,"shipment":{"state":"unknown"},"partial":true,"errors":{
            "payment":{"type":"urn:tollgate:problem:upstream-failed","title":"The upstream did not answer properly","status":502,"detail":"The upstream answered with status 500."},
            "shipment":{"type":"urn:tollgate:problem:forbidden","title":"The caller may not do this","status":403,"detail":"The upstream answered with status 403."}}}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync());
        Assert.Equal((3, "payment, shipment"), (Convert.ToInt32(record["branches"]), record["failedBranches"]));
        Assert.Contains(record["slowestBranch"], new object[] { "order", "payment", "shipment" });
    }

    [Theory]
    [InlineData(404, HttpStatusCode.NotFound, "resource-not-found")]
    [InlineData(410, HttpStatusCode.NotFound, "resource-not-found")]
    [InlineData(400, HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData(403, HttpStatusCode.Forbidden, "forbidden")]
    [InlineData(401, HttpStatusCode.BadGateway, "upstream-failed")]
    [InlineData(302, HttpStatusCode.BadGateway, "upstream-failed")]
    [InlineData(500, HttpStatusCode.BadGateway, "upstream-failed")]
    [InlineData(504, HttpStatusCode.GatewayTimeout, "upstream-timeout")]
    public async Task Without_a_required_branch_there_is_a_problem(int status, HttpStatusCode expected, string type)
    {
        _backend.Answer("/orders/7", "{}", status).Answer("/payments/7", "{}");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: '/orders/{id}', required: true }\npayment: { get: '/payments/{id}' }");

        using var response = await gateway.GetAsync("/api/7");
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal((expected, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal($"urn:tollgate:problem:{type}", (string?)problem["type"]);
        Assert.Equal($"The branch 'order' failed: The upstream answered with status {status}.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task When_the_upstream_of_a_required_branch_says_when_to_come_back_the_client_learns_it()
    {
        _backend.Answer("/orders/7", context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "17";
            return Task.CompletedTask;
        });
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: '/orders/{id}', required: true }");

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "17"), (response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
    }

    [Fact]
    public async Task Where_nothing_at_all_arrives_there_is_no_success()
    {
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: '/orders/{id}' }\npayment: { get: '/payments/{order.payment}' }");

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(["/orders/7"], _backend.Asked);
    }

    [Fact]
    public async Task What_may_be_missing_is_no_failure_when_it_is()
    {
        _backend.Answer("/orders/7", """{"customer":null}""");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, """
            order: { get: '/orders/{id}', required: true }
            payment: { get: '/payments/{id}', ifMissing: null }
            customer: { get: '/customers/{order.customer}', ifMissing: { guest: true } }
            address: { get: '/addresses/{customer.guest}' }
            """);

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal("address", response.Headers.GetValues("Tollgate-Partial").Single());
        Assert.StartsWith("""{"order":{"customer":null},"payment":null,"customer":{"guest":true},"address":null,"partial":true""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("/addresses/true", _backend.Asked);
    }

    [Fact]
    public async Task A_branch_whose_source_failed_says_so_and_one_with_a_fallback_goes_on_with_that()
    {
        _backend.Answer("/there", "{}").Answer("/y/9", "9");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, """
            there: { get: /there }
            lost: { get: /lost }
            x: { get: '/x/{lost.id}' }
            saved: { get: /saved, fallback: { id: 9 } }
            z: { get: '/y/{saved.id}' }
            """);

        var answer = await AnswerAsync(gateway, "/api/7");

        Assert.Equal("The branch 'lost' is needed for it and failed: The upstream answered with status 404.", (string?)answer["errors"]!["x"]!["detail"]);
        Assert.Equal(9, (int?)answer["z"]);
        Assert.DoesNotContain(_backend.Asked, target => target.StartsWith("/x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_content_is_null_and_no_failure()
    {
        _backend.Answer("/a", context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "a: { get: /a }");

        Assert.Equal("""{"a":null}""", (await AnswerAsync(gateway, "/api/7")).ToJsonString());
    }

    [Fact]
    public async Task A_head_request_gets_the_headers_alone()
    {
        _backend.Answer("/a", "1");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "a: { get: /a }\nb: { get: /b }");
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/7");

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, "b"), (response.StatusCode, response.Headers.GetValues("Tollgate-Partial").Single()));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_call_carries_nothing_of_the_client_but_its_language()
    {
        _backend.Answer("/a/7", "1");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "a: { get: '/a/{id}' }");

        using var response = await gateway.GetAsync(
            "/api/7?secret=1", ("Authorization", "Bearer x"), ("Cookie", "s=1"), ("X-API-Key", "k"), ("X-Own", "o"), ("Accept-Language", "de"), ("Accept", "text/html"), ("X-Request-Id", "r1"));

        string[] expected = ["Accept", "Accept-Language", "Forwarded", "Host", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-ID", "traceparent"];
        Assert.Equal(expected, _backend.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("de", "application/json", "r1"), (_backend.Headers.AcceptLanguage.ToString(), _backend.Headers.Accept.ToString(), _backend.Headers["X-Request-Id"].ToString()));
        Assert.Equal(["/a/7"], _backend.Asked);
    }

    private static async Task<JsonNode> AnswerAsync(GatewayHost gateway, string path)
    {
        using var response = await gateway.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(), documentOptions: new JsonDocumentOptions { MaxDepth = 100 })!;
    }
}
