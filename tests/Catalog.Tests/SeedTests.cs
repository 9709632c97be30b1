using Tollgate.Contracts.Services;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Catalog.Tests;

public sealed class SeedTests
{
    [Fact]
    public async Task An_empty_catalog_fills_itself()
    {
        await using var catalog = await CatalogHost.StartAsync(seed: true);
        using var client = await catalog.ClientAsync();

        var categories = (await client.GetJsonAsync("/categories")).Values("id").ToList();
        var products = await AllAsync(client);

        Assert.Equal(10, categories.Count);
        Assert.Equal(200, products.Count);
        foreach (var category in categories)
        {
            Assert.Equal(20, (await client.GetJsonAsync($"/products?limit=100&category={category}"))["items"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task Several_processes_that_start_at_once_fill_it_once()
    {
        await using var storage = EmbeddedStorage.OpenInMemory(new ManualClock());
        var catalogs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CatalogHost.StartAsync(seed: true, storage)));

        var lists = await Task.WhenAll(catalogs.Select(async catalog =>
        {
            using var client = await catalog.ClientAsync();
            return await AllAsync(client);
        }));

        Assert.All(lists, list => Assert.Equal(lists[0], list));
        Assert.Equal(200, lists[0].Distinct().Count());
        foreach (var catalog in catalogs)
        {
            await catalog.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_was_begun_before_a_crash_is_finished_by_the_next_start()
    {
        await using var storage = EmbeddedStorage.OpenInMemory(new ManualClock());
        await using (var first = await CatalogHost.StartAsync(seed: true, storage))
        {
            using var client = await first.WriterAsync();
            var products = await client.GetJsonAsync("/products?limit=50");
            foreach (var id in products.Values("id"))
            {
                using var deleted = await client.SendAsync("DELETE", "/products/" + id, ifMatch: "*");
            }

            await first.Tables.WriteAsync("catalogProducts", TableWrite.Delete(new TableKey("default", "~seeded"), ETag.Any), CancellationToken.None);
        }

        await using var second = await CatalogHost.StartAsync(seed: true, storage);

        using var reader = await second.ClientAsync();
        Assert.Equal(200, (await AllAsync(reader)).Distinct().Count());
    }

    [Fact]
    public async Task A_seeded_product_that_was_deleted_stays_deleted()
    {
        await using var storage = EmbeddedStorage.OpenInMemory(new ManualClock());
        await using (var first = await CatalogHost.StartAsync(seed: true, storage))
        {
            using var client = await first.WriterAsync();
            var id = (await client.GetJsonAsync("/products?limit=1")).Values("id").Single();
            using var deleted = await client.SendAsync("DELETE", "/products/" + id, ifMatch: "*");
        }

        await using var second = await CatalogHost.StartAsync(seed: true, storage);

        using var reader = await second.ClientAsync();
        Assert.Equal(199, (await AllAsync(reader)).Count);
    }

    [Fact]
    public async Task A_store_that_is_down_at_the_start_delays_the_seed_only()
    {
        await using var catalog = await CatalogHost.StartAsync(seed: true);
        using var client = await catalog.ClientAsync();
        catalog.Tables.Fault = TableFault.Unavailable;
        using var down = await client.SendAsync("GET", "/categories");
        catalog.Tables.Fault = null;

        Assert.Equal(200, (await AllAsync(client)).Count);
    }

    private static async Task<IReadOnlyList<string>> AllAsync(HttpClient client)
    {
        var all = new List<string>();
        var next = "";
        do
        {
            var page = await client.GetJsonAsync("/products?limit=100" + next);
            all.AddRange(page.Values("sku"));
            next = page["next"] is { } cursor ? "&cursor=" + cursor : null;
        }
        while (next is not null);

        return all;
    }
}
