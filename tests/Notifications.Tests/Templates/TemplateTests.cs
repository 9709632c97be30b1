using System.Net;
using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Notifications.Tests.Templates;

public sealed class TemplateTests : IAsyncLifetime
{
    private const string Path = "/templates/order-confirmed";

    private ServiceHost _notifications = null!;
    private HttpClient _client = null!;

    public static TheoryData<string, string> BadTemplates { get; } = new()
    {
        { """{}""", "#/locales" },
        { """{"locales":{}}""", "#/locales" },
        { """{"locales":null}""", "#/locales" },
        { """{"locales":{"de":{"subject":"a","text":"b"}}}""", "#/locales" },
        { """{"locales":{"en":null}}""", "#/locales/en" },
        { """{"locales":{"en":{"subject":"a\nBcc: b","text":"b"}}}""", "#/locales/en/subject" },
        { """{"locales":{"en":{"subject":"a"}}}""", "#/locales/en/text" },
        { """{"locales":{"en":{"subject":"a","text":"{{wishes}}"}}}""", "#/locales/en/text" },
        { """{"locales":{"en":{"subject":"{{order","text":"b"}}}""", "#/locales/en/subject" },
        { """{"locales":{"en":{"subject":"a","text":"b","html":"{{#lines}}"}}}""", "#/locales/en/html" },
        { """{"locales":{"en":{"subject":"a","text":"{{product}}"}}}""", "#/locales/en/text" },
        { """{"locales":{"en":{"subject":"a","text":"b"},"e/n":{"subject":"a","text":"b"}}}""", "#/locales/e~1n" },
        { """{"locales":{"en":{"subject":"a","text":"b"},"EN":{"subject":"a","text":"b"}}}""", "#/locales" },
        { """{"locales":{"en":{"subject":"a","text":"b","colour":"blue"}}}""", "#/locales/en/colour" },
        { """{"locales":{"en":{"subject":"a","text":"b"}},"name":"x"}""", "#/name" },
        { """{"locales":[]}""", "#/locales" },
    };

    public async Task InitializeAsync()
    {
        _notifications = await ServiceHost.StartAsync(new NotificationsModule());
        _client = await _notifications.WriterAsync();
    }

    [Fact]
    public async Task A_template_comes_with_the_service_for_every_kind_of_mail()
    {
        var list = await _client.GetJsonAsync("/templates");

        Assert.Equal(["order-cancelled", "order-confirmed", "order-rejected", "payment-refunded"], list.Values("name"));
        Assert.All(list["items"]!.AsArray(), template => Assert.Equal(["en", "de"], template!["locales"]!.AsObject().Select(locale => locale.Key)));
    }

    [Fact]
    public async Task Every_template_that_comes_with_the_service_obeys_its_own_rules()
    {
        var list = await _client.GetJsonAsync("/templates");

        foreach (var name in list.Values("name"))
        {
            using var read = await _client.SendAsync("GET", "/templates/" + name);
            var locales = (await read.JsonAsync())["locales"]!.DeepClone();
            using var written = await _client.SendAsync(
                "PUT", "/templates/" + name, new JsonObject { ["locales"] = locales }.ToJsonString(), ifMatch: read.Headers.ETag!.ToString());

            Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_change_makes_a_version_of_the_tenants_own()
    {
        using var other = await _notifications.WriterAsync("other");

        using var first = await PutAsync(await TagAsync(), "One");
        using var second = await PutAsync(first.Headers.ETag!.ToString(), "Two");

        Assert.Equal((2, 3), ((await first.JsonAsync())["version"]!.GetValue<int>(), (await second.JsonAsync())["version"]!.GetValue<int>()));
        var read = await _client.GetJsonAsync(Path);
        Assert.Equal("Two", read["locales"]!["en"]!["subject"]!.GetValue<string>());
        Assert.Equal(1, (await other.GetJsonAsync(Path))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_change_must_name_the_version_it_is_based_on()
    {
        var builtIn = await TagAsync();
        using var changed = await PutAsync(builtIn, "One");

        using var missing = await PutAsync(null, "Two");
        using var stale = await PutAsync(builtIn, "Two");

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await missing.ProblemAsync(428, "precondition-required");
        await stale.ProblemAsync(412, "precondition-failed");
    }

    [Fact]
    public async Task Of_first_changes_at_the_same_time_one_wins()
    {
        var tag = await TagAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => PutAsync(tag, $"Number {index}")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode is HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_preview_shows_the_mail_with_sample_data()
    {
        using var stored = await _client.SendAsync("POST", Path + "/preview", """{"locale":"de-CH"}""");
        using var tried = await _client.SendAsync(
            "POST", Path + "/preview", """{"content":{"subject":"{{order}}","text":"{{#lines}}{{product}},{{/lines}}","html":"{{#lines}}{{product}},{{/lines}}"}}""");

        var mail = await stored.JsonAsync();
        Assert.Equal("de", mail["locale"]!.GetValue<string>());
        Assert.StartsWith("Guten Tag Ada Lovelace,", mail["text"]!.GetValue<string>(), StringComparison.Ordinal);
        mail = await tried.JsonAsync();
        Assert.Equal("Stoneware Mug Green,Tea & Biscuits <Mixed>,", mail["text"]!.GetValue<string>());
        Assert.Equal("Stoneware Mug Green,Tea &amp; Biscuits &lt;Mixed&gt;,", mail["html"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(BadTemplates))]
    public async Task A_fault_is_reported_with_its_pointer(string body, string pointer)
    {
        using var response = await _client.SendAsync("PUT", Path, body, ifMatch: "*");

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    [Theory]
    [InlineData("""{"locale":"no such language"}""", "#/locale")]
    [InlineData("""{"content":{"subject":"a"}}""", "#/content/text")]
    [InlineData("""{"content":{"subject":"a","text":"{{x}}"}}""", "#/content/text")]
    [InlineData("""{"model":{}}""", "#/model")]
    public async Task A_preview_of_what_makes_no_sense_is_refused(string body, string pointer)
    {
        using var response = await _client.SendAsync("POST", Path + "/preview", body);

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task A_mail_that_would_get_too_long_is_refused()
    {
        var section = "{{#lines}}" + new string('x', 7_000) + "{{/lines}}";

        using var response = await _client.SendAsync(
            "PUT", Path, new JsonObject { ["locales"] = new JsonObject { ["en"] = new JsonObject { ["subject"] = "a", ["text"] = section } } }.ToJsonString(), ifMatch: "*");

        Assert.Equal(["#/locales/en/text"], await response.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task What_does_not_exist_is_404()
    {
        using var read = await _client.SendAsync("GET", "/templates/nothing");
        using var write = await _client.SendAsync("PUT", "/templates/..%2fnothing", """{"locales":{}}""", ifMatch: "*");
        using var preview = await _client.SendAsync("POST", "/templates/nothing/preview", "{}");

        await read.ProblemAsync(404, "resource-not-found");
        await write.ProblemAsync(404, "resource-not-found");
        await preview.ProblemAsync(404, "resource-not-found");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _notifications.DisposeAsync();
    }

    private async Task<string> TagAsync()
    {
        using var read = await _client.SendAsync("GET", Path);
        return read.Headers.ETag!.ToString();
    }

    private Task<HttpResponseMessage> PutAsync(string? tag, string subject) => _client.SendAsync(
        "PUT", Path, """{"locales":{"en":{"subject":"SUBJECT","text":"{{order}}"}}}""".Replace("SUBJECT", subject, StringComparison.Ordinal), ifMatch: tag);
}
