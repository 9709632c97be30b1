using Tollgate.Contracts.Services;

namespace Tollgate.Catalog.Tests;

public sealed class ListTests : IAsyncLifetime
{
    private ServiceHost _catalog = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _catalog = await CatalogHost.StartAsync();
        _client = await _catalog.WriterAsync();
        await _catalog.AddCategoriesAsync("default", "kitchen", "books");
    }

    [Fact]
    public async Task Products_come_by_name_unless_asked_otherwise()
    {
        await AddAsync(("b", "Bowl", 500), ("c", "Cup, large", 300), ("a", "cup", 400), ("d", "Ånger", 100));

        Assert.Equal(["Bowl", "cup", "Cup, large", "Ånger"], (await _client.GetJsonAsync("/products")).Values("name"));
        Assert.Equal(["Ånger", "Cup, large", "cup", "Bowl"], (await _client.GetJsonAsync("/products?sort=price&currency=EUR")).Values("name"));
        Assert.Equal(["Bowl", "cup", "Cup, large", "Ånger"], (await _client.GetJsonAsync("/products?sort=-price&currency=EUR")).Values("name"));
    }

    [Fact]
    public async Task A_range_of_prices_includes_both_ends()
    {
        await AddAsync(("a", "A", 99), ("b", "B", 100), ("c", "C", 200), ("d", "D", 201), ("e", "E", 0));

        Assert.Equal(["b", "c"], (await _client.GetJsonAsync("/products?currency=EUR&minPrice=100&maxPrice=200")).Values("sku"));
        Assert.Equal(["c", "b"], (await _client.GetJsonAsync("/products?currency=EUR&minPrice=100&maxPrice=200&sort=-price")).Values("sku"));
        Assert.Equal(["e"], (await _client.GetJsonAsync("/products?currency=EUR&maxPrice=0")).Values("sku"));
        Assert.Empty((await _client.GetJsonAsync("/products?currency=USD&maxPrice=200")).Values("sku"));
    }

    [Fact]
    public async Task A_search_finds_the_beginnings_of_all_its_words_and_each_product_once()
    {
        await AddAsync(("a", "Blue Bluebell Mug", 1), ("b", "Blue Plate", 1), ("c", "Red Mug", 1), ("BLUE-7", "Nothing", 1));

        Assert.Equal(["a", "b", "BLUE-7"], (await _client.GetJsonAsync("/products?q=blu")).Values("sku").Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["a"], (await _client.GetJsonAsync("/products?q=MUG%20blue")).Values("sku"));
        Assert.Equal(["a", "b", "c", "BLUE-7"], (await _client.GetJsonAsync("/products?q=stone&category=kitchen&status=active&currency=EUR")).Values("sku").Order(StringComparer.Ordinal).OrderBy(sku => sku.Length));
        Assert.Empty((await _client.GetJsonAsync("/products?q=ug")).Values("sku"));
    }

    [Theory]
    [InlineData("/products?limit=7")]
    [InlineData("/products?limit=7&category=kitchen")]
    [InlineData("/products?limit=7&currency=EUR&sort=price")]
    [InlineData("/products?limit=7&currency=EUR&sort=-price")]
    [InlineData("/products?limit=7&q=stoneware")]
    public async Task Paging_visits_each_product_once_while_others_come_and_go(string list)
    {
        await AddAsync([.. Enumerable.Range(0, 40).Select(index => ($"S-{index}", $"Thing {index * 7919 % 40}", (long)(index % 5)))]);
        var seen = new List<string>();

        var (next, round) = (list, 0);
        while (next is not null)
        {
            using var response = await _client.GetAsync(new Uri(next, UriKind.Relative));
            seen.AddRange((await response.JsonAsync()).Values("sku"));
            next = NextOf(response);
            await AddAsync(($"N-{round}", $"Thing {round} new", round), ($"M-{round}", $"Other {round}", 3));
            round++;
        }

        Assert.True(round >= 6);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(40, seen.Count(sku => sku.StartsWith("S-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_reads_no_more_than_it_may_and_the_next_one_goes_on()
    {
        await AddAsync([.. Enumerable.Range(0, 520).Select(index => ($"S-{index}", $"Thing {index:D4}", 1L))]);
        await AddAsync(("Z", "Zebra", 5));
        using var patched = await _client.SendAsync("GET", "/products?status=draft");

        var empty = await patched.JsonAsync();
        var rest = await _client.GetJsonAsync("/products?status=draft&cursor=" + empty["next"]);

        Assert.Empty(empty["items"]!.AsArray());
        Assert.Empty(rest["items"]!.AsArray());
        Assert.Null(rest["next"]);
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_list_and_its_tenant()
    {
        await AddAsync(("a", "A", 1), ("b", "B", 2));
        var cursor = (await _client.GetJsonAsync("/products?limit=1"))["next"]!.GetValue<string>();
        using var other = await _catalog.WriterAsync("other");

        using var otherList = await _client.SendAsync("GET", $"/products?limit=1&category=kitchen&cursor={cursor}");
        using var otherTenant = await other.SendAsync("GET", $"/products?limit=1&cursor={cursor}");
        using var changed = await _client.SendAsync("GET", $"/products?limit=1&cursor={cursor[..^2]}AA");
        using var otherLimit = await _client.SendAsync("GET", $"/products?limit=5&cursor={cursor}");

        Assert.Equal(["query:cursor"], await otherList.ProblemAsync(400, "validation-failed"));
        Assert.Equal(["query:cursor"], await otherTenant.ProblemAsync(400, "validation-failed"));
        Assert.Equal(["query:cursor"], await changed.ProblemAsync(400, "validation-failed"));
        Assert.Equal(["b"], (await otherLimit.JsonAsync()).Values("sku"));
    }

    [Fact]
    public async Task The_last_page_has_no_next()
    {
        await AddAsync(("a", "A", 1), ("b", "B", 2));

        var page = await _client.GetJsonAsync("/products?limit=2");

        Assert.Equal(2, page["items"]!.AsArray().Count);
        Assert.Null(page["next"]);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _catalog.DisposeAsync();
    }

    private static string? NextOf(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var links))
        {
            return null;
        }

        var target = Assert.Single(links).Split('>')[0].TrimStart('<');
        return new Uri(response.RequestMessage!.RequestUri!, target).PathAndQuery;
    }

    private Task AddAsync(params (string Sku, string Name, long Amount)[] products) =>
        Parallel.ForEachAsync(products, async (product, _) => await _client.AddAsync(Products.Mug(product.Sku, product.Name, product.Amount)));
}
