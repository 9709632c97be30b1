using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Tollgate.Platform.Http;

namespace Tollgate.Platform.Tests.Http;

public sealed partial class ErrorsPageTests
{
    private static readonly IReadOnlyList<ProblemType> Types = [.. typeof(ProblemTypes)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Select(property => property.GetValue(null))
        .OfType<ProblemType>()];

    [Fact]
    public void The_page_explains_every_problem_and_no_other()
    {
        var explained = Section().Matches(Page())
            .Select(match => (match.Groups["name"].Value, int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture)));

        Assert.Equal(Types.Select(type => (type.Name, type.Status)).Order(), explained.Order());
    }

    [Fact]
    public void Names_are_unique()
    {
        Assert.NotEmpty(Types);
        Assert.Equal(Types.Count, Types.Select(type => type.Uri).Distinct().Count());
    }

    [Fact]
    public void A_status_stands_for_a_problem_with_that_status()
    {
        var mapped = Enumerable.Range(400, 200).Select(status => (status, ProblemTypes.OfStatus(status))).Where(pair => pair.Item2 is not null);

        Assert.All(mapped, pair => Assert.Equal(pair.status, pair.Item2!.Status));
    }

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run within the repository.");
        }

        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "errors.md"));
    }

    [GeneratedRegex(@"^## (?<name>[a-z-]+)\n\nStatus (?<status>\d{3})\. [^\n]+(\n[^\n-][^\n]*)*\n- Caller: [^\n]+\n(  [^\n]+\n)*- Operator: [^\n]+$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
