using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Tollgate.Architecture.Tests;

/// <summary>House rules that no analyzer knows.</summary>
public sealed partial class StyleTests
{
    private const int LineLimit = 300;

    private static readonly string[] EmptyWords = ["Helper", "Helpers", "Manager", "Util", "Utils", "Utility", "Utilities", "Common", "Impl"];

    private static readonly string[] EmptyFolders = [.. EmptyWords, "Interfaces", "Models", "Services", "Misc", "Shared"];

    private static IEnumerable<string> Sources =>
        Repository.Files("*.cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void No_source_file_is_longer_than_the_limit()
    {
        var tooLong = Sources.Select(file => (File: file, Lines: Repository.Read(file).AsSpan().Count('\n'))).Where(file => file.Lines > LineLimit);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Every_type_is_named_after_what_it_does()
    {
        var names = ProductAssemblies().SelectMany(TypeNames).ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, SaysNothing);
    }

    [Fact]
    public void Folders_carry_names_of_the_field()
    {
        var folders = Sources.SelectMany(file => file.Split('/')[..^1]).Distinct();

        Assert.Empty(folders.Intersect(EmptyFolders));
    }

    [Theory]
    [InlineData("StringHelper", true)]
    [InlineData("RouteManager", true)]
    [InlineData("DefaultRouter", true)]
    [InlineData("BasePolicy", true)]
    [InlineData("PolicyBase", true)]
    [InlineData("RouterImpl", true)]
    [InlineData("Utilization", false)]
    [InlineData("RouteTree", false)]
    public void Names_are_judged_by_their_words(string name, bool saysNothing)
    {
        var judged = SaysNothing(name);

        Assert.Equal(saysNothing, judged);
    }

    private static bool SaysNothing(string name)
    {
        var words = Word().Matches(name).Select(match => match.Value).ToList();
        return words.Intersect(EmptyWords).Any() || words is ["Default" or "Base", ..] or [.., "Base"];
    }

    private static IEnumerable<string> ProductAssemblies() =>
        Repository.Projects
            .Where(project => project.IsProduct && !project.IsAzure)
            .Select(project => Path.Combine(AppContext.BaseDirectory, $"Tollgate.{project.Name}.dll"));

    private static IReadOnlyList<string> TypeNames(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.TypeDefinitions
            .Select(handle => metadata.GetTypeDefinition(handle))
            .Where(type => metadata.GetString(type.Namespace).StartsWith("Tollgate.", StringComparison.Ordinal) || type.IsNested)
            .Select(type => metadata.GetString(type.Name))
            .Where(name => !name.Contains('<', StringComparison.Ordinal))];
    }

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();
}
