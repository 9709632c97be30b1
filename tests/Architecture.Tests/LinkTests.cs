using System.Text.RegularExpressions;

namespace Tollgate.Architecture.Tests;

public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_in_the_documentation_leads_somewhere()
    {
        var broken =
            from page in Repository.Files("*.md")
            from Match link in Link().Matches(WithoutCode(Repository.Read(page)))
            let target = link.Groups[1].Value
            where !target.Contains(':', StringComparison.Ordinal) && !Exists(page, target)
            select $"{page}: {target}";

        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("[a](README.md)", true)]
    [InlineData("[a](README.md#deploy)", true)]
    [InlineData("[a](README.md#nowhere)", false)]
    [InlineData("[a](nowhere.md)", false)]
    public void A_link_needs_a_file_and_a_heading(string markdown, bool leadsSomewhere)
    {
        var target = Link().Match(markdown).Groups[1].Value;

        Assert.Equal(leadsSomewhere, Exists("CONTRIBUTING.md", target));
    }

    private static bool Exists(string page, string target)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        var path = Path.Combine(Repository.Root, file);
        return parts.Length == 1
            ? Path.Exists(path)
            : File.Exists(path) && Heading().Matches(WithoutCode(File.ReadAllText(path))).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]);
    }

    private static string WithoutCode(string markdown) => Code().Replace(markdown, string.Empty);

    private static string Anchor(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
