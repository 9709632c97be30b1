using System.Text.RegularExpressions;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Tests.Configuration;

public sealed partial class DocumentationTests
{
    private static readonly string Guide = File.ReadAllText(RepositoryRoot.File("docs", "configuration.md"));

    private static readonly string Authentication = File.ReadAllText(RepositoryRoot.File("docs", "authentication.md"));

    public static TheoryData<int> Examples => [.. Enumerable.Range(0, Blocks.Count)];

    private static IReadOnlyList<string> Blocks => [.. YamlBlock().Matches(Guide + Authentication).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_of_the_guides_can_be_applied(int example)
    {
        await using var storage = PlatformStorage.Open();

        var result = await storage.Store.ApplyAsync([Draft.Yaml(Blocks[example])], ApplyMode.Replace, "guide", dryRun: false, default);

        Assert.Empty(result.Errors);
        Assert.Equal(ApplyOutcome.Applied, result.Outcome);
    }

    [Fact]
    public void Every_kind_and_key_has_an_example()
    {
        var shown = Blocks.SelectMany(block => Key().Matches(block).Select(match => match.Groups[1].Value)).ToHashSet();

        var missing = ResourceKind.All.SelectMany(kind => kind.Shape.Members.Select(member => member.Key).Append(kind.Key)).Distinct().Except(shown);

        Assert.Empty(missing);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"([A-Za-z]+):(?= |\n)")]
    private static partial Regex Key();
}
