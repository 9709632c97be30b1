using System.Net;
using System.Text;
using Tollgate.Contracts.Events;
using Tollgate.Contracts.Services;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Customers.Tests;

public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Withdrawal = """{"granted":false,"source":"letter"}""";
    private const string Consent = """{"granted":true,"source":"sign-up form"}""";

    private readonly EventObserver _observer = new("customers.customer-changed.v1", "customers.customer-erased.v1");
    private ServiceHost _customers = null!;
    private ServiceHost _listening = null!;
    private HttpClient _client = null!;
    private string _customer = null!;
    private string _tag = null!;

    public async Task InitializeAsync()
    {
        _customers = await ServiceHost.StartAsync(new CustomersModule());
        _listening = await ServiceHost.StartAsync(_observer, _customers.Storage, _customers.Clock);
        _client = await _customers.WriterAsync();
        (_customer, _tag) = await _client.RegisterAsync(key: "registration");
    }

    [Fact]
    public async Task Every_decision_that_changes_something_is_kept_with_its_source_and_time()
    {
        using var granted = await _client.SendAsync("PUT", _customer + "/consents/newsletter", Consent);
        using var again = await _client.SendAsync("PUT", _customer + "/consents/newsletter", Consent);
        _customers.Clock.Advance(TimeSpan.FromMinutes(1));
        using var withdrawn = await _client.SendAsync("PUT", _customer + "/consents/newsletter", Withdrawal);
        using var other = await _client.SendAsync("PUT", _customer + "/consents/analytics", Consent);

        var history = await _client.GetJsonAsync(_customer + "/consents/newsletter");
        var now = await _client.GetJsonAsync(_customer + "/consents");

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(["sign-up form", "letter"], history["decisions"]!.AsArray().Select(decision => decision!["source"]!.GetValue<string>()));
        Assert.Equal(
            TimeSpan.FromMinutes(1), history["decisions"]![1]!["at"]!.GetValue<DateTimeOffset>() - history["decisions"]![0]!["at"]!.GetValue<DateTimeOffset>());
        Assert.False(history["granted"]!.GetValue<bool>());
        Assert.Equal(["analytics", "newsletter"], now.Values("purpose"));
    }

    [Theory]
    [InlineData("Newsletter", Consent, "path:purpose")]
    [InlineData("newsletter", """{"source":"form"}""", "#/granted")]
    [InlineData("newsletter", """{"granted":"yes","source":"form"}""", "#/granted")]
    [InlineData("newsletter", """{"granted":true}""", "#/source")]
    public async Task A_decision_that_makes_no_sense_is_refused(string purpose, string body, string pointer)
    {
        using var response = await _client.SendAsync("PUT", $"{_customer}/consents/{purpose}", body);

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task A_customer_decides_on_so_many_purposes_at_most_and_may_change_his_mind_on_each()
    {
        for (var number = 0; number < 50; number++)
        {
            using var decided = await _client.SendAsync("PUT", $"{_customer}/consents/purpose-{number}", Consent);
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        }

        using var tooMany = await _client.SendAsync("PUT", _customer + "/consents/another", Consent);
        using var withdrawn = await _client.SendAsync("PUT", _customer + "/consents/purpose-7", Withdrawal);

        await tooMany.ProblemAsync(409, "conflict");
        Assert.Contains("at most 50 purposes", await tooMany.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
        Assert.Equal(50, (await _client.GetJsonAsync(_customer + "/consents")).Values("purpose").Count());
    }

    [Fact]
    public async Task The_oldest_decisions_on_a_purpose_make_room_for_new_ones()
    {
        for (var number = 1; number <= 103; number++)
        {
            using var decided = await _client.SendAsync("PUT", _customer + "/consents/newsletter", $$"""{"granted":true,"source":"form {{number}}"}""");
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        }

        using var last = await _client.SendAsync("PUT", _customer + "/consents/newsletter", Withdrawal);

        var decisions = (await _client.GetJsonAsync(_customer + "/consents/newsletter"))["decisions"]!.AsArray().Select(decision => decision!["source"]!.GetValue<string>());
        Assert.Equal([.. Enumerable.Range(5, 99).Select(number => $"form {number}"), "letter"], decisions);
    }

    [Fact]
    public async Task A_customer_with_more_stored_decisions_than_a_batch_takes_goes_on_deciding_while_the_oldest_go()
    {
        var (tables, id) = (_customers.Storage.TablesFor(new CustomersModule().Info), _customer["/customers/".Length..]);
        for (var number = 1; number <= 230; number++)
        {
            var stored = new Consents.Consent("newsletter", Granted: true, $"form {number}", _customers.Clock.GetUtcNow());
            await tables.WriteAsync(CustomerStore.Table, TableWrite.Insert(CustomerRows.Consent("default", id, stored, number)), CancellationToken.None);
        }

        List<int> kept = [];
        foreach (var body in (string[])[Withdrawal, Consent, Withdrawal, Consent])
        {
            using var decided = await _client.SendAsync("PUT", _customer + "/consents/newsletter", body);
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
            kept.Add((await _client.GetJsonAsync(_customer + "/consents/newsletter"))["decisions"]!.AsArray().Count);
        }

        Assert.Equal([181, 132, 100, 100], kept);
    }

    [Fact]
    public async Task The_export_holds_all_that_is_known()
    {
        await _client.AddAsync(_customer + "/addresses", Customers.Square());
        using var consent = await _client.SendAsync("PUT", _customer + "/consents/newsletter", Consent);

        using var response = await _client.SendAsync("GET", _customer + "/export");

        var export = await response.JsonAsync();
        Assert.Equal((await _client.GetJsonAsync(_customer)).ToJsonString(), export["customer"]!.ToJsonString());
        Assert.Equal((await _client.GetJsonAsync(_customer + "/consents/newsletter")).ToJsonString(), export["consents"]![0]!.ToJsonString());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Other_services_hear_of_every_change_and_of_the_erasure_in_order()
    {
        await _client.AddAsync(_customer + "/addresses", Customers.Square());
        using var erased = await _client.SendAsync("POST", _customer + "/erasure");

        CloudEvent[] events = [await _observer.NextAsync(), await _observer.NextAsync(), await _observer.NextAsync()];

        Assert.All(events, EventSchema.AssertFits);
        Assert.All(events, published => Assert.Equal(("default", _customer), (published.Tenant, "/customers/" + published.Subject)));
        Assert.Equal(["customers.customer-changed.v1", "customers.customer-changed.v1", "customers.customer-erased.v1"], events.Select(published => published.Type));
        Assert.Equal([1, 2], events.Take(2).Select(published => published.Data.GetProperty("version").GetInt64()));
        Assert.Equal("London", events[1].Data.GetProperty("shippingAddress").GetProperty("city").GetString());
    }

    [Fact]
    public async Task An_erasure_leaves_the_id_and_its_time_only()
    {
        using var consent = await _client.SendAsync("PUT", _customer + "/consents/newsletter", Consent, key: "consent");
        var (address, _) = await _client.AddAsync(_customer + "/addresses", Customers.Square(), key: "address");

        using var erased = await _client.SendAsync("POST", _customer + "/erasure", key: "erasure");
        using var again = await _client.SendAsync("POST", _customer + "/erasure");

        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        Assert.Equal(await erased.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        foreach (var path in new[] { _customer, address, _customer + "/consents", _customer + "/consents/newsletter", _customer + "/export", _customer + "/addresses" })
        {
            using var gone = await _client.SendAsync("GET", path);
            await gone.ProblemAsync(410, "customer-erased");
        }

        using var patched = await _client.PatchAsync(_customer, """{"name":"Ada"}""", "*");
        await patched.ProblemAsync(410, "customer-erased");
        Assert.Empty((await _client.GetJsonAsync("/customers")).Values("id"));
        Assert.Empty((await _client.GetJsonAsync("/customers?email=ada@example.com")).Values("id"));
    }

    [Fact]
    public async Task No_table_holds_anything_of_an_erased_person()
    {
        await _client.AddAsync(_customer + "/addresses", Customers.Square(), key: "address");
        using var consent = await _client.SendAsync("PUT", _customer + "/consents/newsletter", Consent, key: "consent");
        using var renamed = await _client.PatchAsync(_customer, """{"phone":"+442071234567"}""", (await ReadTagAsync()));
        var before = await EverythingAsync();

        using var erased = await _client.SendAsync("POST", _customer + "/erasure", key: "erasure");

        var after = await EverythingAsync();
        foreach (var known in new[] { "Lovelace", "ada@example.com", "St James", "442071234567", "sign-up form" })
        {
            Assert.Contains(known, before, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(known, after, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains(_customer["/customers/".Length..], after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_history_is_erased_whole()
    {
        for (var number = 0; number < 120; number++)
        {
            using var decided = await _client.SendAsync("PUT", _customer + "/consents/newsletter", $$"""{"granted":true,"source":"form {{number}}"}""");
        }

        using var erased = await _client.SendAsync("POST", _customer + "/erasure");

        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        Assert.DoesNotContain("form", await EverythingAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_again_after_the_erasure_brings_nobody_back()
    {
        using var erased = await _client.SendAsync("POST", _customer + "/erasure");

        using var again = await _client.SendAsync("POST", "/customers", Customers.Ada().ToJsonString(), key: "registration");
        using var anew = await _client.SendAsync("POST", "/customers", Customers.Ada().ToJsonString(), key: "another");

        await again.ProblemAsync(410, "customer-erased");
        Assert.Equal(HttpStatusCode.Created, anew.StatusCode);
        Assert.NotEqual(_customer, "/" + anew.Headers.Location);
    }

    [Fact]
    public async Task An_erasure_beside_changes_leaves_nothing_of_them()
    {
        var changes = Enumerable.Range(0, 20).Select(number => _client.SendAsync("PUT", $"{_customer}/consents/news-{number}", Consent));
        var answers = await Task.WhenAll(changes.Append(_client.SendAsync("POST", _customer + "/erasure")));

        using var final = await _client.SendAsync("POST", _customer + "/erasure");

        Assert.Equal(HttpStatusCode.OK, final.StatusCode);
        Assert.All(answers, answer => Assert.Contains((int)answer.StatusCode, new[] { 200, 409, 410 }));
        Assert.DoesNotContain("sign-up form", await EverythingAsync(), StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _listening.DisposeAsync();
        await _customers.DisposeAsync();
    }

    private async Task<string> ReadTagAsync()
    {
        using var read = await _client.SendAsync("GET", _customer);
        return read.Headers.ETag!.ToString();
    }

    // Keys and values of all rows of all tables that the module may write.
    private async Task<string> EverythingAsync()
    {
        var text = new StringBuilder();
        foreach (var table in new CustomersModule().Info.Tables.Where(table => table.Access is Platform.Modules.StorageAccess.Write))
        {
            await foreach (var row in _customers.Tables.QueryAllAsync(table.Name, TableQuery.Partitions(null, null), CancellationToken.None))
            {
                text.Append(row.Key).AppendLine();
                foreach (var (name, value) in row)
                {
                    text.Append(name).Append('=').AppendLine(value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value.ToString());
                }
            }
        }

        return text.ToString();
    }
}
