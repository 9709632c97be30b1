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
}
