using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Configuration;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class PathTemplateTests
{
    [Fact]
    public void A_template_is_split_into_what_each_segment_matches()
    {
        var parsed = PathTemplate.TryParse("/orders/{id}/files/{*path}", out var template, out var error);

        Assert.True(parsed);
        Assert.Null(error);
        Assert.Equal(
            [
                new PathSegment(PathSegmentKind.Literal, "orders"),
                new PathSegment(PathSegmentKind.Parameter, "id"),
                new PathSegment(PathSegmentKind.Literal, "files"),
                new PathSegment(PathSegmentKind.CatchAll, "path"),
            ],
            template!.Segments);
    }

    [Fact]
    public void The_root_has_no_segments()
    {
        var parsed = PathTemplate.TryParse("/", out var template, out _);

        Assert.True(parsed);
        Assert.Empty(template!.Segments);
        Assert.Equal("/", template.ToString());
    }

    [Theory]
    [InlineData("", "a path begins with '/'")]
    [InlineData("orders", "a path begins with '/'")]
    [InlineData("/orders/", "a path has no slash at its end: write '/orders'")]
    [InlineData("//", "two slashes in a row are not a path; remove one")]
    [InlineData("/a//b", "two slashes in a row are not a path; remove one")]
    [InlineData("/a/../b", "'..' is resolved before a request is matched, so this would never match; remove it")]
    [InlineData("/a/./b", "'.' is resolved before a request is matched, so this would never match; remove it")]
    [InlineData("/{*rest}/b", "'{*rest}' takes the rest of the path, so it must be the last segment; for one segment write '{rest}'")]
    [InlineData("/{id}/b/{id}", "the parameter 'id' appears twice; give one of them another name")]
    [InlineData("/{}", "'{}' is not a parameter: its name is 1 to 64 letters, digits and underscores and begins with no digit, as in '{id}' or '{*path}'")]
    [InlineData("/{1a}", "'{1a}' is not a parameter: its name is 1 to 64 letters, digits and underscores and begins with no digit, as in '{id}' or '{*path}'")]
    [InlineData("/{id:int}", "'{id:int}' is not a parameter: its name is 1 to 64 letters, digits and underscores and begins with no digit, as in '{id}' or '{*path}'")]
    [InlineData("/file-{name}", "'file-{name}' mixes text and a parameter; a parameter is a whole segment, as in '/files/{name}'")]
    [InlineData("/a/*", "'*' is not a wildcard; for the rest of the path write '{*rest}', for one segment '{name}'")]
    [InlineData("/a%2fb", "'a%2fb' is percent-encoded; encoded characters are refused because servers disagree about them")]
    [InlineData("/a?b=c", "a path has no query; put query parameters under 'when: { query: … }'")]
    [InlineData("/a#b", "a path has no fragment; remove '#' and what follows")]
    [InlineData("/a\\b", "a path has forward slashes only")]
    [InlineData("/a b", "'a b' contains a space; requests can't carry one")]
    [InlineData("/a;v=1", "'a;v=1' contains ';', which servers treat differently; remove it")]
    [InlineData("/caf\u00e9", "'caf\u00e9' contains the character U+00E9; letters, digits and -._~!$&'()+,=:@ are allowed")]
    [InlineData("/a^b", "'a^b' contains '^'; letters, digits and -._~!$&'()+,=:@ are allowed")]
    public void A_wrong_template_is_refused_with_what_to_write(string text, string message)
    {
        var parsed = PathTemplate.TryParse(text, out var template, out var error);

        Assert.False(parsed);
        Assert.Null(template);
        Assert.Equal(message, error);
    }

    [Fact]
    public void Templates_have_bounds()
    {
        Assert.False(PathTemplate.TryParse("/" + new string('a', 1024), out _, out var tooLong));
        Assert.False(PathTemplate.TryParse(string.Concat(Enumerable.Repeat("/a", 33)), out _, out var tooMany));

        Assert.False(PathTemplate.TryParse(Parameters(16) + "/{*rest}", out _, out var tooManyParameters));
        Assert.True(PathTemplate.TryParse("/a" + Parameters(15) + "/b/{*rest}", out _, out _));

        Assert.Equal("a path has at most 1024 characters, this one has 1025", tooLong);
        Assert.Equal("a path has at most 32 segments", tooMany);
        Assert.Equal("a path has at most 16 parameters, this one has 17; write some of its segments out, or take the rest as '{*rest}'", tooManyParameters);

        static string Parameters(int count) => string.Concat(Enumerable.Range(0, count).Select(index => $"/{{p{index}}}"));
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var literal = Gen.Elements("a", "Orders", "v1.2", "~x", "items:batch", "(b)", "@me", "2024-10-01");
        var segments = Gen.ListOf(Gen.OneOf(literal, Gen.Constant("{}")), 8);
        var templates = from parts in segments
                        from catchAll in Gen.Elements(true, false)
                        let path = string.Concat(parts.Select((part, index) => $"/{part.Replace("{}", $"{{p{index}}}", StringComparison.Ordinal)}")) + (catchAll ? "/{*rest}" : "")
                        select path.Length == 0 ? "/" : path;

        Prop.ForAll(templates.ToArbitrary(), text => PathTemplate.TryParse(text, out var template, out _) && template.ToString() == text
            && PathTemplate.TryParse(template.ToString(), out var again, out _) && again == template).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_either_a_template_or_an_explained_error()
    {
        var characters = Gen.Elements('/', '{', '}', '*', 'a', '1', '_', '.', '%', '?', ' ', '\u00e9', '\0');
        var texts = Gen.ArrayOf(characters).Select(letters => new string(letters));

        Prop.ForAll(texts.ToArbitrary(), text => PathTemplate.TryParse(text, out var template, out var error)
            ? error is null && template!.ToString() == text
            : template is null && error is { Length: > 0 }).QuickCheckThrowOnFailure();
    }
}
