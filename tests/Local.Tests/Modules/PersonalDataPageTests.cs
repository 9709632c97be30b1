using System.Text.RegularExpressions;
using Tollgate.Local.Modules;
using Tollgate.Platform.Modules;

namespace Tollgate.Local.Tests.Modules;

public sealed partial class PersonalDataPageTests
{
    [Fact]
    public void The_page_says_of_every_table_of_every_service_what_of_a_person_it_holds()
    {
        var declared = LocalModule.All
            .Select(module => module.Create())
            .OfType<IEndpointModule>()
            .SelectMany(module => module.Info.Tables
                .Where(table => table is { Home: StorageHome.Own, Access: StorageAccess.Write })
                .Select(table => (module.Info.Name, table.Name)));

        var listed = Row().Matches(Page()).Select(match => (match.Groups["service"].Value, match.Groups["table"].Value));

        Assert.Equal(declared.Order(), listed.Order());
    }

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run within the repository.");
        }

        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "domains.md"));
    }

    [GeneratedRegex(@"^\| (?<service>[a-z]+) \| `(?<table>[A-Za-z]+)` \| [^|]+ \|[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
