using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Architecture.Tests;

public sealed partial class SolutionTests
{
    private static IEnumerable<string> ProjectFiles => Repository.Projects.Select(project => project.File);

    [Fact]
    public void The_solution_holds_every_project()
    {
        var listed = SolutionProject().Matches(Repository.Read("Functions.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));

        Assert.Equal(ProjectFiles, listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Local.slnf", false)]
    [InlineData("Azure.slnf", true)]
    public void Each_filter_holds_its_half_of_the_projects(string file, bool isAzure)
    {
        using var filter = JsonDocument.Parse(Repository.Read(file));
        var solution = filter.RootElement.GetProperty("solution");
        var listed = solution.GetProperty("projects").EnumerateArray().Select(project => project.GetString()!.Replace('\\', '/'));

        Assert.Equal("Functions.sln", solution.GetProperty("path").GetString());
        Assert.Equal(
            Repository.Projects.Where(project => project.IsAzure == isAzure).Select(project => project.File), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_check_runs_the_command_that_the_readme_gives()
    {
        var blocks = ShellBlock().Matches(Repository.Read("README.md")).Select(match => match.Groups[1].Value.Trim()).ToList();

        Assert.Contains("dotnet run --project src/Local", blocks);
        Assert.Contains("dotnet test Local.slnf", blocks);
    }

    [GeneratedRegex("""^Project\("[^"]+"\) = "[^"]+", "([^"]+\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex SolutionProject();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
