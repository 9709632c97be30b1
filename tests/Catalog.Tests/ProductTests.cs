using System.Net;
using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Catalog.Tests;

public sealed class ProductTests : IAsyncLifetime
{
    private ServiceHost _catalog = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _catalog = await CatalogHost.StartAsync();
        _client = await _catalog.WriterAsync();
        await _catalog.AddCategoriesAsync("default", "kitchen", "books");
        await _catalog.AddCategoriesAsync("other", "kitchen");
    }

    [Fact]
    public async Task A_product_that_was_added_can_be_read()
    {
        using var created = await _client.PostAsync(Products.Mug());
        var path = "/" + created.Headers.Location;

        using var read = await _client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        Assert.Equal(await created.Content.ReadAsStringAsync(), await read.Content.ReadAsStringAsync());
        var product = await read.JsonAsync();
        Assert.Equal(1490, product["price"]!["amount"]!.GetValue<long>());
        Assert.Equal("active", product["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Whatever_can_be_read_can_be_asked_for_its_headers()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());

        using var one = await _client.SendAsync("HEAD", path);
        using var unchanged = await _client.SendAsync("HEAD", path, ifNoneMatch: tag);
        using var missing = await _client.SendAsync("HEAD", "/products/nothing");
        using var all = await _client.SendAsync("HEAD", "/products");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.NotFound, HttpStatusCode.OK],
            new[] { one, unchanged, missing, all }.Select(response => response.StatusCode));
        Assert.Equal(tag, one.Headers.ETag!.ToString());
        Assert.Empty(await one.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/products")]
    [InlineData("/products/")]
    public async Task The_location_is_relative_to_the_address_that_the_client_used(string path)
    {
        using var created = await _client.SendAsync("POST", path, Products.Mug().ToJsonString());

        var seen = new Uri(new Uri("https://api.example.com/catalog/v1" + path), created.Headers.Location!);

        Assert.Matches("^/catalog/v1/products/[0-9a-f]{32}$", seen.AbsolutePath);
    }

    [Fact]
    public async Task A_client_that_has_the_product_is_not_sent_it_again()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());

        using var same = await _client.SendAsync("GET", path, ifNoneMatch: "\"x\", W/" + tag);
        using var other = await _client.SendAsync("GET", path, ifNoneMatch: "\"x\"");

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(tag, same.Headers.ETag!.ToString());
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_replaced_product_leaves_the_lists_where_it_no_longer_belongs()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());
        var draft = Products.Mug("MUG-2", "Yellow Cup", 990);
        draft["category"] = "books";

        using var replaced = await _client.SendAsync("PUT", path, draft.ToJsonString(), ifMatch: tag);

        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.NotEqual(tag, replaced.Headers.ETag!.ToString());
        Assert.Empty((await _client.GetJsonAsync("/products?q=blue")).Values("sku"));
        Assert.Empty((await _client.GetJsonAsync("/products?category=kitchen")).Values("sku"));
        Assert.Equal(["MUG-2"], (await _client.GetJsonAsync("/products?q=yel")).Values("sku"));
        Assert.Equal(["MUG-2"], (await _client.GetJsonAsync("/products?category=books")).Values("sku"));
        Assert.Equal(["MUG-2"], (await _client.GetJsonAsync("/products?currency=EUR&maxPrice=990")).Values("sku"));
        await _client.AddAsync(Products.Mug("MUG-1"));
    }

    [Fact]
    public async Task A_patch_changes_only_what_it_names_and_null_resets()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());

        using var patched = await _client.SendAsync(
            "PATCH", path, """{"price":{"amount":990},"tags":null}""", "application/merge-patch+json", ifMatch: tag);

        var product = await patched.JsonAsync();
        Assert.Equal("Blue Mug", product["name"]!.GetValue<string>());
        Assert.Equal(("EUR", 990L), (product["price"]!["currency"]!.GetValue<string>(), product["price"]!["amount"]!.GetValue<long>()));
        Assert.Empty(product["tags"]!.AsArray());
    }

    [Fact]
    public async Task A_deleted_product_is_gone_from_everywhere()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());

        using var deleted = await _client.SendAsync("DELETE", path, ifMatch: tag);
        using var read = await _client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await read.ProblemAsync(404, "resource-not-found");
        Assert.Empty((await _client.GetJsonAsync("/products")).Values("sku"));
        Assert.Empty((await _client.GetJsonAsync("/products?q=mug")).Values("sku"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_change_must_name_the_version_it_is_based_on(string method)
    {
        var (path, _) = await _client.AddAsync(Products.Mug());
        var body = method is "DELETE" ? null : Products.Mug().ToJsonString();
        var type = method is "PATCH" ? "application/merge-patch+json" : "application/json";

        using var missing = await _client.SendAsync(method, path, body, type);
        using var stale = await _client.SendAsync(method, path, body, type, ifMatch: "\"stale\"");
        using var weak = await _client.SendAsync(method, path, body, type, ifMatch: "W/\"stale\"");
        using var nonsense = await _client.SendAsync(method, path, body, type, ifMatch: "stale");

        await missing.ProblemAsync(428, "precondition-required");
        await stale.ProblemAsync(412, "precondition-failed");
        await weak.ProblemAsync(412, "precondition-failed");
        Assert.Equal(["header:If-Match"], await nonsense.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task Of_changes_at_the_same_time_one_wins()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(index =>
            _client.SendAsync("PUT", path, Products.Mug(amount: index).ToJsonString(), ifMatch: tag)));

        var winner = Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => answer != winner), answer => Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode));
        var price = (await winner.JsonAsync())["price"]!.ToJsonString();
        Assert.Equal(price, (await _client.GetJsonAsync(path))["price"]!.ToJsonString());
        Assert.Equal(price, Assert.Single((await _client.GetJsonAsync("/products?q=mug"))["items"]!.AsArray())!["price"]!.ToJsonString());
    }

    [Fact]
    public async Task A_number_belongs_to_one_product()
    {
        await _client.AddAsync(Products.Mug("MUG-1"));
        var (path, tag) = await _client.AddAsync(Products.Mug("MUG-2"));

        using var added = await _client.PostAsync(Products.Mug("mug-1"));
        using var renamed = await _client.SendAsync("PUT", path, Products.Mug("MUG-1").ToJsonString(), ifMatch: tag);

        await added.ProblemAsync(409, "conflict");
        await renamed.ProblemAsync(409, "conflict");
        Assert.Equal(2, (await _client.GetJsonAsync("/products"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Another_tenants_product_does_not_exist()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());
        using var other = await _catalog.WriterAsync("other");

        using var read = await other.GetAsync(new Uri(path, UriKind.Relative));
        using var deleted = await other.SendAsync("DELETE", path, ifMatch: tag);
        using var replaced = await other.SendAsync("PUT", path, Products.Mug().ToJsonString(), ifMatch: "*");

        await read.ProblemAsync(404, "resource-not-found");
        await deleted.ProblemAsync(404, "resource-not-found");
        await replaced.ProblemAsync(404, "resource-not-found");
        Assert.Empty((await other.GetJsonAsync("/products")).Values("sku"));
        await other.AddAsync(Products.Mug());
    }

    [Fact]
    public async Task The_largest_product_fits()
    {
        var draft = new JsonObject
        {
            ["sku"] = new string('s', 32),
            ["name"] = string.Join(' ', Enumerable.Range(10, 40)),
            ["description"] = new string('ß', 4_000),
            ["category"] = "kitchen",
            ["price"] = new JsonObject { ["currency"] = "JPY", ["amount"] = 999_999_999_999 },
            ["tags"] = new JsonArray([.. Enumerable.Range(0, 10).Select(index => JsonValue.Create($"t{index} a{index} b{index} c{index} d{index} e{index}"))]),
        };
        var (path, tag) = await _client.AddAsync(draft);
        draft["name"] = string.Join(' ', Enumerable.Range(50, 40));
        draft["sku"] = new string('t', 32);
        draft["category"] = "books";

        using var replaced = await _client.SendAsync("PUT", path, draft.ToJsonString(), ifMatch: tag);

        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
    }

    [Fact]
    public async Task Time_of_change_moves_and_time_of_creation_stays()
    {
        var (path, tag) = await _client.AddAsync(Products.Mug());
        var before = await _client.GetJsonAsync(path);
        _catalog.Clock.Advance(TimeSpan.FromMinutes(1));

        using var patched = await _client.SendAsync("PATCH", path, "{}", "application/merge-patch+json", ifMatch: tag);

        var after = await patched.JsonAsync();
        Assert.Equal(before["createdAt"]!.GetValue<DateTimeOffset>(), after["createdAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(before["updatedAt"]!.GetValue<DateTimeOffset>().AddMinutes(1), after["updatedAt"]!.GetValue<DateTimeOffset>());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _catalog.DisposeAsync();
    }
}
