using Tollgate.Platform.Configuration.Documents;

namespace Tollgate.Platform.Tests.Configuration;

/// <summary>Documents that somebody wrote to hurt: they cost little and are answered in few words.</summary>
public sealed class HostileDocumentTests
{
    [Fact]
    public void Twenty_thousand_unknown_keys_are_a_thousand_mistakes()
    {
        var errors = Draft.OfYaml("consumer: c\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key{i}: 1\n"))).Errors.ToList();

        Assert.Equal(ErrorList.MaxErrors + 1, errors.Count);
        Assert.Equal("there are more than 1000 mistakes; correct these and try again", errors[^1]);
    }

    [Fact]
    public void A_resource_after_the_last_mistake_that_is_told_is_taken_for_wrong_too()
    {
        var errors = Draft.OfYaml(string.Concat(Enumerable.Range(0, 1001).Select(i => $"consumer: c{i}\nkey: 1\n---\n")) + "consumer: last\ntitle: [1]\n").Errors;

        Assert.Equal(ErrorList.MaxErrors + 1, errors.Count());
    }

    [Fact]
    public void A_list_of_twenty_thousand_items_is_refused_before_its_items_are_compared()
    {
        var errors = Draft.OfYaml($"upstream: u\nurls: [{string.Join(',', Enumerable.Repeat("http://u", 20_000))}]").Errors;

        Assert.Equal("a.yaml:2:7: /urls: a list has at most 10000 items, this one has 20000; split it", Assert.Single(errors));
    }

    [Fact]
    public void A_text_of_a_megabyte_is_not_said_back()
    {
        var errors = Draft.OfYaml($"consumer: {new string('C', 1 << 20)}\n").Errors;

        var error = Assert.Single(errors);
        Assert.True(error.Length < 1200);
        Assert.EndsWith("beginning with a letter", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("consumer: c\ntitle: &a [*a, *a]")]
    [InlineData("consumer: c\ntitle: *nowhere")]
    [InlineData("consumer: c\nconsumer: d")]
    [InlineData("consumer: \"c\\0\"")]
    [InlineData("consumer: c\u0000")]
    [InlineData("? consumer: c")]
    [InlineData("!!map { consumer: c }")]
    [InlineData("consumer: c\n<<: { title: t }")]
    [InlineData("%YAML 9.9\n---\nconsumer: 1")]
    [InlineData("api: a\npath: /a\nupstream: [http://u]\nroutes: [{ match: /, priority: 1e400000000 }]")]
    [InlineData("api: a\npath: /a\nupstream: [http://u]\nmaxBody: 99999999999999999999TiB")]
    [InlineData("api: a\npath: /a\nupstream: [http://u]\ntimeouts: { idle: 999999999999999999999h }")]
    public void What_is_no_plain_data_is_one_mistake(string text) => Assert.Single(Draft.OfYaml(text).Errors);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{ a: ", "}")]
    public void Depth_ends_before_the_stack_does(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000));

        var error = Assert.Single(Draft.OfYaml("consumer: " + nested).Errors);

        Assert.EndsWith("nested more than 20 deep", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_ten_megabytes_is_not_read() => Assert.Equal(
        "a.yaml:1:1: a file has at most 8 MiB; split it", Assert.Single(Draft.OfYaml(new string('a', 10 << 20)).Errors));

    [Fact]
    public void A_map_of_twenty_thousand_keys_is_refused_before_its_values_are_looked_at()
    {
        var headers = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"'a {i}': b"));

        var errors = Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\nroutes:\n  - match: /x\n    when:\n      headers: {{ {headers} }}").Errors;

        Assert.Equal("a.yaml:7:16: /routes/0/when/headers: a map has at most 10000 keys, this one has 20000; split it", Assert.Single(errors));
    }

    [Theory]
    [InlineData("limits", "{ name: a, requests: 1, per: 1s }", 17, "limits: 17 limits in one place are too many; write at most 16")]
    [InlineData("require", "scope:a", 65, "require: 65 requirements in one place are too many; write at most 64")]
    [InlineData("use", "p", 17, "use: 17 policies in one place are too many; write at most 16")]
    public void Lists_that_are_inherited_are_short(string key, string item, int count, string message)
    {
        var errors = Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\n{key}: [{string.Join(',', Enumerable.Repeat(item, count))}]").Errors;

        Assert.EndsWith(message, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_times_hosts_times_methods_are_bounded_over_all_apis()
    {
        var hosts = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"h{i}"));
        var routes = string.Concat(Enumerable.Range(0, 30).Select(i => $"  - match: GET,PUT /r{i}\n"));

        var errors = Draft.OfYaml($"{Api("a")}---\n{Api("b")}").Errors;

        Assert.Equal(
            "a.yaml:37:1: with this API there are 600000 routes, counting each for every host and method, and 500000 are the most; write hosts as a wildcard, or paths with parameters",
            Assert.Single(errors));
        string Api(string name) => $"api: {name}\npath: /{name}\nupstream: [http://u]\nhosts: [{hosts}]\nroutes:\n{routes}";
    }

    [Fact]
    public void What_routes_inherit_is_bounded_over_all_routes()
    {
        var origins = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"https://a-long-name-{i}.example.com\""));
        var routes = string.Concat(Enumerable.Range(0, 1000).Select(i => $"  - match: GET /r{i}\n"));

        var errors = Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\ncors: {{ origins: [{origins}] }}\nroutes:\n{routes}").Errors;

        Assert.EndsWith(
            "with this route the configuration has more than 64 MiB, counting for every route what it inherits; write less that is inherited, or fewer routes",
            Assert.Single(errors),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_all_routes_inherit_count_once()
    {
        var networks = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"10.{i / 250}.{i % 250}.0/24"));
        var routes = string.Concat(Enumerable.Range(0, 2000).Select(i => $"  - match: GET /r{i}\n"));

        Assert.Empty(Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\nip: {{ allow: [{networks}] }}\nroutes:\n{routes}").Errors);
    }

    [Fact]
    public void Beyond_the_last_mistake_that_is_told_no_rule_is_asked()
    {
        var mistakes = string.Concat(Enumerable.Range(0, 1001).Select(i => $"key{i}: 1\n"));

        var draft = Draft.OfYaml($"upstream: orders\nurls: [http://u]\n---\napi: a\npath: /a\nupstream: order\n---\nconsumer: c\n{mistakes}");

        Assert.Equal(ErrorList.MaxErrors + 1, draft.Errors.Count());
        Assert.Empty(draft.Warnings);
    }

    [Fact]
    public void Warnings_end_too()
    {
        var apis = string.Concat(Enumerable.Range(0, 1500).Select(i => $"api: a{i}\npath: /a{i}\nupstream: order\n---\n"));

        var draft = Draft.OfYaml($"{apis}upstream: orders\nurls: [http://u]");

        Assert.Empty(draft.Errors);
        Assert.Equal(ErrorList.MaxErrors, draft.Warnings.Count());
    }

    [Fact]
    public void Services_that_are_called_almost_as_thousands_of_upstreams_get_suggestions_only_for_so_long()
    {
        var prefix = new string('a', 55);
        var upstreams = string.Concat(Enumerable.Range(0, 5000).Select(i => $"upstream: {prefix}{i:00000}\nurls: [http://u]\n---\n"));
        var routes = string.Concat(Enumerable.Range(0, 200).Select(i => $"  - {{ match: /r{i}, upstream: {prefix}x{i:0000} }}\n"));

        var draft = Draft.OfYaml($"{upstreams}api: a\npath: /a\nupstream: [http://u]\nroutes:\n{routes}");

        Assert.Empty(draft.Errors);
        Assert.InRange(draft.Warnings.Count(), 1, 100);
    }

    [Fact]
    public void Hundreds_of_references_that_are_called_almost_as_branches_get_suggestions_only_for_so_long()
    {
        var prefix = new string('a', 58);
        var branches = string.Concat(Enumerable.Range(0, 15).Select(i => $"      {prefix}{i:00}: {{ get: /x }}\n"));
        var query = string.Join('&', Enumerable.Range(0, 500).Select(i => $"p={{{prefix}x{i % 10}}}"));

        var errors = Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\nroutes:\n  - match: GET /x\n    compose:\n{branches}      b: {{ get: '/x?{query}' }}\n").Errors.ToList();

        Assert.Equal(500, errors.Count);
        Assert.InRange(errors.Count(error => error.Contains("did you mean", StringComparison.Ordinal)), 1, 200);
    }
}
