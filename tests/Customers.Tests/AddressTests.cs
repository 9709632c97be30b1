using System.Net;
using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Customers.Tests;

public sealed class AddressTests : IAsyncLifetime
{
    private ServiceHost _customers = null!;
    private HttpClient _client = null!;
    private string _customer = null!;

    public async Task InitializeAsync()
    {
        _customers = await ServiceHost.StartAsync(new CustomersModule());
        _client = await _customers.WriterAsync();
        (_customer, _) = await _client.RegisterAsync();
    }

    [Fact]
    public async Task An_address_that_was_added_can_be_read_and_the_first_is_where_orders_go()
    {
        var (first, tag) = await _client.AddAsync(_customer + "/addresses", Customers.Square());
        var (second, _) = await _client.AddAsync(_customer + "/addresses", Customers.Square("St James's Place"));

        var address = await _client.GetJsonAsync(first);
        var customer = await _client.GetJsonAsync(_customer);

        Assert.Equal("12 St James's Square", address["street"]!.GetValue<string>());
        Assert.Equal(first, $"{_customer}/addresses/{customer["shippingAddress"]}");
        Assert.Equal([first, second], (await _client.GetJsonAsync(_customer + "/addresses")).Values("id").Select(id => $"{_customer}/addresses/{id}"));
    }

    [Fact]
    public async Task An_address_is_replaced_and_removed_only_in_its_current_version()
    {
        var (first, stale) = await _client.AddAsync(_customer + "/addresses", Customers.Square());
        var (second, tag) = await _client.AddAsync(_customer + "/addresses", Customers.Square("St James's Place"));

        using var late = await _client.SendAsync("PUT", first, Customers.Square("Elsewhere").ToJsonString(), ifMatch: stale);
        using var replaced = await _client.SendAsync("PUT", first, Customers.Square("Elsewhere").ToJsonString(), ifMatch: tag);
        using var lateRemoval = await _client.SendAsync("DELETE", first, ifMatch: tag);
        using var removed = await _client.SendAsync("DELETE", first, ifMatch: replaced.Headers.ETag!.ToString());

        await late.ProblemAsync(412, "precondition-failed");
        Assert.Equal("Elsewhere", (await replaced.JsonAsync())["street"]!.GetValue<string>());
        await lateRemoval.ProblemAsync(412, "precondition-failed");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(second, $"{_customer}/addresses/{(await _client.GetJsonAsync(_customer))["shippingAddress"]}");
    }

    [Fact]
    public async Task The_customer_chooses_where_orders_go()
    {
        await _client.AddAsync(_customer + "/addresses", Customers.Square());
        var (second, tag) = await _client.AddAsync(_customer + "/addresses", Customers.Square("St James's Place"));
        var id = second[(second.LastIndexOf('/') + 1)..];

        using var chosen = await _client.PatchAsync(_customer, $$"""{"shippingAddress":"{{id}}"}""", tag);

        Assert.Equal(id, (await chosen.JsonAsync())["shippingAddress"]!.GetValue<string>());
    }

    [Fact]
    public async Task Addresses_that_are_added_at_the_same_time_are_all_kept()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 5).Select(number => _client.AddAsync(_customer + "/addresses", Customers.Square($"Street {number}"))));

        var streets = (await _client.GetJsonAsync(_customer + "/addresses")).Values("street");

        Assert.Equal(5, added.Select(address => address.Path).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 5).Select(number => $"Street {number}"), streets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_customer_has_so_many_addresses_at_most()
    {
        for (var number = 0; number < 20; number++)
        {
            await _client.AddAsync(_customer + "/addresses", Customers.Square($"Street {number}"));
        }

        using var response = await _client.SendAsync("POST", _customer + "/addresses", Customers.Square().ToJsonString());

        await response.ProblemAsync(409, "conflict");
    }

    [Fact]
    public async Task The_largest_customer_fits()
    {
        var address = new JsonObject();
        foreach (var (member, length) in new[] { ("recipient", 120), ("street", 200), ("extra", 200), ("postalCode", 12), ("city", 100), ("region", 100) })
        {
            address[member] = new string('ß', length);
        }

        address["country"] = "DE";
        for (var number = 0; number < 20; number++)
        {
            await _client.AddAsync(_customer + "/addresses", address);
        }

        Assert.Equal(20, (await _client.GetJsonAsync(_customer))["addresses"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("street", "\"\"", "#/street")]
    [InlineData("country", "\"de\"", "#/country")]
    [InlineData("country", "\"XX\"", "#/country")]
    [InlineData("extra", "\" \"", "#/extra")]
    [InlineData("postalCode", "\"1234567890123\"", "#/postalCode")]
    [InlineData("planet", "\"Mars\"", "#/planet")]
    [InlineData("city", "7", "#/city")]
    public async Task A_fault_is_reported_with_its_pointer(string member, string value, string pointer)
    {
        var (path, tag) = await _client.AddAsync(_customer + "/addresses", Customers.Square());
        var draft = Customers.Square();
        draft[member] = JsonNode.Parse(value);

        using var added = await _client.SendAsync("POST", _customer + "/addresses", draft.ToJsonString());
        using var replaced = await _client.SendAsync("PUT", path, draft.ToJsonString(), ifMatch: tag);

        Assert.Equal([pointer], await added.ProblemAsync(400, "validation-failed"));
        Assert.Equal([pointer], await replaced.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_404()
    {
        using var read = await _client.SendAsync("GET", _customer + "/addresses/1");
        using var removed = await _client.SendAsync("DELETE", _customer + "/addresses/1", ifMatch: "*");
        using var nobody = await _client.SendAsync("POST", "/customers/1/addresses", Customers.Square().ToJsonString());

        await read.ProblemAsync(404, "resource-not-found");
        await removed.ProblemAsync(404, "resource-not-found");
        await nobody.ProblemAsync(404, "resource-not-found");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _customers.DisposeAsync();
    }
}
