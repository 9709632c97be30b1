using System.Text.RegularExpressions;

namespace Tollgate.Infra.Tests;

/// <summary>A query that asks for what nobody emits finds nothing, for ever and without a word: its names are held against the code.</summary>
public sealed partial class QueryTests
{
    // What exporters and the Functions worker add.
    private static readonly string[] OfOthers = ["CategoryName", "EventId", "OriginalFormat", "faas.name"];

    private static readonly string Code = string.Concat(Sources.Files("src", "*.cs").Select(Sources.Read));

    [Fact]
    public void Every_metric_that_is_asked_for_is_one_that_the_code_records()
    {
        var recorded = Instrument().Matches(Code).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        var asked = Asked(Queries.Metrics);

        Assert.Contains("tollgate.sagas.parked", asked.Select(name => name.Name));
        Assert.All(asked, name => Assert.True(recorded.Contains(name.Name), $"{name.Where} asks for metric '{name.Name}', which nothing records."));
    }

    [Fact]
    public void Every_log_entry_that_is_asked_for_is_written_under_its_number_by_one_place()
    {
        var written = Entry().Matches(Code).Select(match => match.Groups[1].Value).ToLookup(number => number);

        var asked = Asked(Queries.Events);

        Assert.Contains("5300", asked.Select(name => name.Name));
        Assert.All(asked, name => Assert.True(written[name.Name].Count() == 1, $"{name.Where} asks for entry {name.Name}, which {written[name.Name].Count()} places write."));
    }

    [Fact]
    public void No_log_entry_hides_what_exporters_say_of_it_behind_a_parameter_of_the_same_name()
    {
        var templates = Template().Matches(Code).Select(match => match.Value).ToList();

        Assert.Equal(Entry().Count(Code), templates.Count);
        Assert.All(templates, template => Assert.DoesNotMatch("(?i){(EventId|EventName|CategoryName|OriginalFormat)[}:,]", template));
    }

    [Fact]
    public void Every_category_that_is_asked_for_is_one_that_the_code_logs_to()
    {
        var asked = Asked(Queries.Categories);

        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.True(Code.Contains($"\"{name.Name}\"", StringComparison.Ordinal), $"{name.Where} asks for category '{name.Name}', to which nothing logs."));
    }

    [Fact]
    public void Every_attribute_that_is_read_is_one_that_the_code_sets()
    {
        var asked = Asked(Queries.Attributes);

        Assert.Contains("tollgate.saga.status", asked.Select(name => name.Name));
        Assert.All(
            asked.Where(name => !OfOthers.Contains(name.Name)),
            name => Assert.True(Code.Contains($"\"{name.Name}\"", StringComparison.Ordinal), $"{name.Where} reads attribute '{name.Name}', which nothing sets."));
    }

    [Theory]
    [InlineData("Throttled", "src/Platform/Tables/TableStoreException.cs")]
    [InlineData("failed", "src/Platform/Sagas/SagaInstance.cs")]
    public void A_value_that_is_asked_for_is_one_of_its_kind(string value, string kinds)
    {
        Assert.Contains(Queries.All, query => query.Text.Contains($"== \"{value}\"", StringComparison.Ordinal));
        Assert.Matches($"(?im)^    {value},$", Sources.Read(kinds));
    }

    [Fact]
    public void A_query_that_filters_by_a_name_writes_the_comparison_so_that_it_is_found()
    {
        Assert.All(Queries.All, query => Assert.DoesNotMatch("""(?:EventId|CategoryName) (?:==|in|has|startswith)|[Nn]ame (?:has|startswith|contains|=~|in~)""", query.Text));
    }

    private static List<(string Where, string Name)> Asked(Func<string, IEnumerable<string>> namesOf) =>
        [.. Queries.All.SelectMany(query => namesOf(query.Text).Select(name => (query.Where, name)))];

    [GeneratedRegex("""Create(?:Counter|UpDownCounter|Histogram|Gauge|Observable\w+)<\w+>\(\s*"([^"]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"LoggerMessage\(\s*(?:EventId = )?(\d+),")]
    private static partial Regex Entry();

    [GeneratedRegex(@"LoggerMessage\(\s*(?:EventId = )?\d+,[\s\S]*?\)\]")]
    private static partial Regex Template();
}
