using System.Net;
using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Customers.Tests;

public sealed class CustomerTests : IAsyncLifetime
{
    private ServiceHost _customers = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _customers = await ServiceHost.StartAsync(new CustomersModule());
        _client = await _customers.WriterAsync();
    }

    [Fact]
    public async Task A_customer_that_was_registered_can_be_read()
    {
        var (path, tag) = await _client.RegisterAsync();

        using var read = await _client.SendAsync("GET", path);
        using var same = await _client.SendAsync("GET", path, ifNoneMatch: tag);

        var customer = await read.JsonAsync();
        Assert.Equal(("Ada Lovelace", "ada@example.com", "en-GB"), (Text(customer, "name"), Text(customer, "email"), Text(customer, "locale")));
        Assert.Equal(path, "/customers/" + Text(customer, "id"));
        Assert.Equal(1, customer["version"]!.GetValue<long>());
        Assert.Equal(tag, read.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public async Task A_registration_that_is_sent_again_with_its_key_registers_nobody_else()
    {
        var (first, _) = await _client.RegisterAsync(key: "a");

        var (again, _) = await _client.RegisterAsync(key: "a");

        Assert.Equal(first, again);
        Assert.Single((await _client.GetJsonAsync("/customers")).Values("id"));
    }

    [Fact]
    public async Task A_registration_whose_answer_was_lost_gets_the_customer_that_it_made()
    {
        var (first, _) = await _client.RegisterAsync(key: "a");
        _customers.Clock.Advance(TimeSpan.FromHours(25));
        using var client = await _customers.WriterAsync();

        var (again, _) = await client.RegisterAsync(key: "a");

        Assert.Equal(first, again);
    }

    [Fact]
    public async Task An_email_address_belongs_to_one_customer_of_a_tenant()
    {
        await _client.RegisterAsync();
        var (path, tag) = await _client.RegisterAsync(Customers.Ada("grace@example.com"));
        using var elsewhere = await _customers.WriterAsync("other");

        using var registered = await _client.SendAsync("POST", "/customers", Customers.Ada("ADA@Example.com").ToJsonString());
        using var changed = await _client.PatchAsync(path, """{"email":"Ada@example.com"}""", tag);

        await registered.ProblemAsync(409, "email-taken");
        await changed.ProblemAsync(409, "email-taken");
        await elsewhere.RegisterAsync();
    }

    [Fact]
    public async Task An_email_address_that_was_given_up_is_free()
    {
        var (path, tag) = await _client.RegisterAsync();

        using var changed = await _client.PatchAsync(path, """{"email":"lovelace@example.com"}""", tag);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await _client.RegisterAsync();
        Assert.Equal(["/customers/" + (await _client.GetJsonAsync("/customers?email=LOVELACE@example.com")).Values("id").Single()], [path]);
    }

    [Fact]
    public async Task The_case_of_an_email_address_may_change()
    {
        var (path, tag) = await _client.RegisterAsync();

        using var changed = await _client.PatchAsync(path, """{"email":"Ada@Example.com"}""", tag);

        Assert.Equal("Ada@Example.com", Text(await changed.JsonAsync(), "email"));
    }

    [Fact]
    public async Task A_patch_changes_only_what_it_names_and_null_resets()
    {
        var (path, tag) = await _client.RegisterAsync();

        using var changed = await _client.PatchAsync(path, """{"phone":"+442071234567","locale":null}""", tag);

        var customer = await changed.JsonAsync();
        Assert.Equal(("Ada Lovelace", "+442071234567", "en"), (Text(customer, "name"), Text(customer, "phone"), Text(customer, "locale")));
        Assert.Equal(2, customer["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_change_must_name_the_version_it_is_based_on()
    {
        var (path, tag) = await _client.RegisterAsync();
        using var first = await _client.PatchAsync(path, """{"name":"Ada King"}""", tag);

        using var stale = await _client.PatchAsync(path, """{"name":"Ada Byron"}""", tag);
        using var missing = await _client.SendAsync("PATCH", path, "{}", Requests.MergePatch);

        await stale.ProblemAsync(412, "precondition-failed");
        await missing.ProblemAsync(428, "precondition-required");
        Assert.Equal("Ada King", Text(await _client.GetJsonAsync(path), "name"));
    }

    [Fact]
    public async Task A_list_goes_through_all_customers_once()
    {
        var paths = new List<string>();
        for (var index = 0; index < 7; index++)
        {
            paths.Add((await _client.RegisterAsync(Customers.Ada($"ada{index}@example.com"))).Path);
        }

        var seen = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = await _client.GetJsonAsync("/customers?limit=3" + next);
            seen.AddRange(page.Values("id"));
            next = page["next"] is { } cursor ? "&cursor=" + cursor : null;
        }

        Assert.Equal(paths.Order(StringComparer.Ordinal), seen.Select(id => "/customers/" + id));
    }

    [Theory]
    [InlineData("""{"name":" "}""", "#/name")]
    [InlineData("""{"name":"a\nb"}""", "#/name")]
    [InlineData("""{"email":"ada"}""", "#/email")]
    [InlineData("""{"email":"ada@localhost"}""", "#/email")]
    [InlineData("""{"email":"a da@example.com"}""", "#/email")]
    [InlineData("""{"email":"ada@example.com\n"}""", "#/email")]
    [InlineData("""{"phone":"030 123456"}""", "#/phone")]
    [InlineData("""{"locale":"english"}""", "#/locale")]
    [InlineData("""{"shippingAddress":"0199c1f0a3b27d2f9a60c5d7e8f01234"}""", "#/shippingAddress")]
    [InlineData("""{"id":"1"}""", "#/id")]
    [InlineData("""{"version":7}""", "#/version")]
    public async Task A_fault_is_reported_with_its_pointer(string members, string pointer)
    {
        var (path, tag) = await _client.RegisterAsync();
        var draft = Customers.Ada("new@example.com");
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            draft[name] = value?.DeepClone();
        }

        using var registered = await _client.SendAsync("POST", "/customers", draft.ToJsonString());
        using var changed = await _client.PatchAsync(path, members, tag);

        Assert.Equal([pointer], await registered.ProblemAsync(400, "validation-failed"));
        Assert.Equal([pointer], await changed.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task Another_tenants_customer_does_not_exist()
    {
        var (path, tag) = await _client.RegisterAsync();
        using var other = await _customers.WriterAsync("other");

        using var read = await other.SendAsync("GET", path);
        using var changed = await other.PatchAsync(path, "{}", tag);
        using var exported = await other.SendAsync("GET", path + "/export");
        using var erased = await other.SendAsync("POST", path + "/erasure");
        using var decided = await other.SendAsync("PUT", path + "/consents/news", """{"granted":true,"source":"form"}""");

        foreach (var response in new[] { read, changed, exported, erased, decided })
        {
            await response.ProblemAsync(404, "resource-not-found");
        }

        Assert.Empty((await other.GetJsonAsync("/customers?email=ada@example.com")).Values("id"));
        Assert.Single((await _client.GetJsonAsync("/customers")).Values("id"));
    }

    [Fact]
    public async Task Reading_needs_a_scope_too()
    {
        var (path, _) = await _client.RegisterAsync();
        using var writer = await _customers.ClientAsync("default", "customers.write");
        using var reader = await _customers.ClientAsync("default", "customers.read");

        using var read = await writer.SendAsync("GET", path);
        using var exported = await writer.SendAsync("GET", path + "/export");
        using var erased = await reader.SendAsync("POST", path + "/erasure");

        await read.ProblemAsync(403, "forbidden");
        await exported.ProblemAsync(403, "forbidden");
        await erased.ProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task A_local_run_starts_with_sample_customers()
    {
        await using var seeded = await ServiceHost.StartAsync(new CustomersModule(), seed: true);
        using var client = await seeded.WriterAsync();

        var page = await client.GetJsonAsync("/customers");

        Assert.Equal(["ada@example.com", "grace@example.com", "konrad@example.com"], page.Values("email").Order(StringComparer.Ordinal));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _customers.DisposeAsync();
    }

    private static string Text(JsonObject customer, string member) => customer[member]!.GetValue<string>();
}
