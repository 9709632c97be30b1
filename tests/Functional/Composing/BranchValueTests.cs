using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Functional.Composing;

/// <summary>Values that get into the addresses of branches, and lists that make many calls of one.</summary>
public sealed class BranchValueTests : IAsyncLifetime
{
    private Backend _backend = null!;

    public async Task InitializeAsync()
    {
        _backend = await Backend.StartAsync();
        _backend.Otherwise = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("1");
        };
    }

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    [Fact]
    public async Task A_member_whose_name_is_no_text_hides_the_others_and_breaks_nothing()
    {
        _backend.Answer("/order", """{"customer":"c1","\ud800 and more":1}""");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nc: { get: '/c/{order.customer}' }");

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"partial\":true", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_may_be_nested_as_deep_as_any_answer_although_others_read_them()
    {
        _backend.Answer("/order", """{"lines":[1]}""");
        _backend.Answer("/l/1", new string('[', 64) + new string(']', 64));
        await using var gateway = await ComposedApi.StartAsync(
            _backend.Url, "order: { get: /order }\nitems: { forEach: line in order.lines, get: '/l/{line}' }\nc: { get: '/c?x={items.0}' }");

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("\"c1\"", "/c/c1")]
    [InlineData("12", "/c/12")]
    [InlineData("1.5e3", "/c/1.5e3")]
    [InlineData("true", "/c/true")]
    [InlineData("\"a b?c#d&e=f+g\"", "/c/a%20b%3Fc%23d%26e%3Df%2Bg")]
    [InlineData("\"\\u00e4\\ud83d\\ude00\"", "/c/%C3%A4%F0%9F%98%80")]
    [InlineData("\"...\"", "/c/...")]
    [InlineData("\"100%\"", "/c/100%25")]
    [InlineData("\"a;b@c:d\"", "/c/a%3Bb%40c%3Ad")]
    public async Task A_value_becomes_one_segment_and_nothing_else(string value, string target)
    {
        _backend.Answer("/order", $$"""{"customer":{{value}}}""");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nc: { get: '/c/{order.customer}' }");

        using var response = await gateway.GetAsync("/api/7");

        Assert.EndsWith(",\"c\":1}", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(target, _backend.Asked);
    }

    [Theory]
    [InlineData("\"..\"")]
    [InlineData("\".\"")]
    [InlineData("\"../admin\"")]
    [InlineData("\"a/b\"")]
    [InlineData("\"a\\\\b\"")]
    [InlineData("\"a%2Fb\"")]
    [InlineData("\"%2e%2e\"")]
    [InlineData("\"a\\r\\nX: y\"")]
    [InlineData("\"a\\u0000\"")]
    [InlineData("\"\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1]")]
    public async Task A_value_that_could_lead_elsewhere_is_not_sent(string value)
    {
        _backend.Answer("/order", $$"""{"customer":{{value}}}""");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nc: { get: '/c/{order.customer}', ifMissing: 0 }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("'order.customer' is nothing that can be part of an address.", (string?)answer["errors"]!["c"]!["detail"]);
        Assert.Equal(["/order"], _backend.Asked);
    }

    [Fact]
    public async Task A_value_of_excessive_length_is_not_sent()
    {
        _backend.Answer("/order", $$"""{"customer":"{{new string('a', 1025)}}"}""");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nc: { get: '/c?x={query.x}&y={order.customer}' }\nd: { get: '/d/{order.customer}' }");

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal("d", response.Headers.GetValues("Tollgate-Partial").Single());
    }

    [Theory]
    [InlineData("/api/7?page=2&q=a%26b%3Dc", "/c?fixed=1&page=2&q=a%26b%3Dc&id=7")]
    [InlineData("/api/7?q=x+y&q=second&page=", "/c?fixed=1&page=&q=x%20y&id=7")]
    [InlineData("/api/7?other=1", "/c?fixed=1&id=7")]
    [InlineData("/api/a&b=c?page=1", "/c?fixed=1&page=1&id=a%26b%3Dc")]
    [InlineData("/api/%C3%A4?q=%0d%0aX", "/c?fixed=1&q=%0D%0AX&id=%C3%A4")]
    public async Task What_comes_of_the_clients_query_stays_one_parameter(string request, string target)
    {
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "c: { get: '/c?fixed=1&page={query.page}&q={query.q}&id={id}' }");

        using var response = await gateway.GetAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([target], _backend.Asked);
    }

    [Theory]
    [InlineData("/api/7", "The parameter is needed.")]
    [InlineData("/api/7?tenant=", "The value is empty, too long, or can't be part of a path.")]
    [InlineData("/api/7?tenant=..", "The value is empty, too long, or can't be part of a path.")]
    [InlineData("/api/7?tenant=a%2Fb", "The value is empty, too long, or can't be part of a path.")]
    public async Task A_query_that_a_required_branch_can_not_use_is_the_clients_mistake(string request, string detail)
    {
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "c: { get: '/c/{query.tenant}', required: true }");

        using var response = await gateway.GetAsync(request);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(("query:tenant", detail), ((string?)problem["errors"]![0]!["pointer"], (string?)problem["errors"]![0]!["detail"]));
        Assert.Empty(_backend.Asked);
    }

    [Fact]
    public async Task Members_of_members_and_items_of_lists_can_be_used_and_what_is_not_there_is_missing()
    {
        _backend.Answer("/order", """{"a":{"b-c":[{"d":"x"}]}}""");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nc: { get: '/c/{order.a.b-c.0.d}' }\nd: { get: '/d/{order.a.b-c.1.d}' }\ne: { get: '/e/{order.a.b-c.x}', ifMissing: none }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(("d", "none"), (response.Headers.GetValues("Tollgate-Partial").Single(), (string?)answer["e"]));
        Assert.Equal("There is no 'order.a.b-c.1.d' to ask for.", (string?)answer["errors"]!["d"]!["detail"]);
        Assert.Contains("/c/x", _backend.Asked);
    }

    [Fact]
    public async Task Each_item_of_a_list_gets_its_answer_in_the_lists_order_and_the_same_address_is_asked_once()
    {
        _backend.Answer("/order", """{"lines":[{"p":"b"},{"p":"a"},{"p":"b"},{"p":"lost"},{"q":1}]}""").Answer("/p/a/7", "\"A\"").Answer("/p/b/7", "\"B\"").Answer("/p/lost/7", "", 404);
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nitems: { forEach: line in order.lines, get: '/p/{line.p}/{id}', ifMissing: none }\nagain: { forEach: i in items, get: '/again/{i}' }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.False(response.Headers.Contains("Tollgate-Partial"));
        Assert.Equal("""["B","A","B","none","none"]""", answer["items"]!.ToJsonString());
        Assert.Equal("[1,1,1,1,1]", answer["again"]!.ToJsonString());
        Assert.Equal(["/again/A", "/again/B", "/again/none", "/order", "/p/a/7", "/p/b/7", "/p/lost/7"], _backend.Asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Items_that_fail_are_named_and_the_others_are_there()
    {
        _backend.Answer("/order", """[1,"..",3,4]""").Answer("/p/3", "", 500).Answer("/p/4", "", 404);
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nitems: { forEach: i in order, get: '/p/{i}', fallback: {} }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("items", response.Headers.GetValues("Tollgate-Partial").Single());
        Assert.Equal("[1,{},{},{}]", answer["items"]!.ToJsonString());
        Assert.Equal("3 of 4 items failed; the first: 'i' is nothing that can be part of an address.", (string?)answer["errors"]!["items"]!["detail"]);
        Assert.Equal(["#/items/1", "#/items/2", "#/items/3"], answer["errors"]!["items"]!["errors"]!.AsArray().Select(error => (string?)error!["pointer"]));
    }

    [Theory]
    [InlineData("{}", "[]", null)]
    [InlineData("""{"lines":null}""", "[]", null)]
    [InlineData("""{"lines":[]}""", "[]", null)]
    [InlineData("""{"lines":{}}""", null, "'order.lines' is not a list.")]
    [InlineData("""{"lines":"x"}""", null, "'order.lines' is not a list.")]
    public async Task A_list_may_be_absent_but_nothing_else(string order, string? items, string? detail)
    {
        _backend.Answer("/order", order);
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nitems: { forEach: line in order.lines, get: '/p/{line}' }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal((items, detail), (answer["items"]?.ToJsonString(), (string?)answer["errors"]?["items"]?["detail"]));
    }

    [Fact]
    public async Task A_list_that_is_too_long_makes_no_more_calls_than_allowed_and_no_more_at_once()
    {
        var gate = new SemaphoreSlim(0);
        _backend.Answer("/order", JsonSerializer.Serialize(Enumerable.Range(0, 5000)));
        _backend.Otherwise = async context =>
        {
            if (_backend.Asked.Count(target => target.StartsWith("/p/", StringComparison.Ordinal)) >= 3)
            {
                gate.Release(100);
            }

            await gate.WaitAsync(context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("1");
        };
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nitems: { forEach: i in order, get: '/p/{i}', max: 20, parallel: 3 }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(20, answer["items"]!.AsArray().Count);
        Assert.Equal("There are 5000 items, and only the first 20 are looked at.", (string?)answer["errors"]!["items"]!["detail"]);
        Assert.Equal((21, 3), (_backend.Asked.Count, _backend.MostUnderWay));
    }

    [Fact]
    public async Task Answers_that_are_repeated_count_as_often_as_they_are_there()
    {
        _backend.Answer("/order", "[1,1,1]").Answer("/p/1", "\"34567890\"");
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nitems: { forEach: i in order, get: '/p/{i}', maxSize: 24B }");

        using var response = await gateway.GetAsync("/api/7");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("""["34567890","34567890",null]""", answer["items"]!.ToJsonString());
        Assert.Equal("1 of 3 items failed; the first: The upstream's answer is larger than 24B.", (string?)answer["errors"]!["items"]!["detail"]);
    }

    [Fact]
    public async Task A_required_list_is_all_or_nothing()
    {
        _backend.Answer("/order", "[1,2]").Answer("/p/2", "", 404);
        await using var gateway = await ComposedApi.StartAsync(_backend.Url, "order: { get: /order }\nitems: { forEach: i in order, get: '/p/{i}', required: true }");

        using var response = await gateway.GetAsync("/api/7");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("The branch 'items' failed: 1 of 2 items failed; the first: The upstream answered with status 404.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
