using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration;
using static Tollgate.Gateway.Tests.Routing.Apis;

namespace Tollgate.Gateway.Tests.Routing;

public sealed class RouteTablePropertyTests
{
    [Fact]
    public void The_tree_finds_what_comparing_every_template_finds()
    {
        Prop.ForAll(Cases(), testCase =>
        {
            var table = Table(Api("o", "/", testCase.Templates));
            var captures = new RouteCaptures();

            var found = table.Match(Request("GET", testCase.Path), ref captures).Route?.Template;

            return found == Best(testCase.Templates, testCase.Path);
        }).QuickCheckThrowOnFailure();
    }

    private static string? Best(string[] templates, string path) => templates
        .Select(text => (Text: text, Segments: Parse(text)))
        .Where(template => Matches(template.Segments, path.Split('/', StringSplitOptions.RemoveEmptyEntries)))
        .OrderBy(template => Rank(template.Segments), StringComparer.Ordinal)
        .Select(template => template.Text)
        .FirstOrDefault();

    private static bool Matches(IReadOnlyList<PathSegment> template, string[] path)
    {
        var endsOpen = template is [.., { Kind: PathSegmentKind.CatchAll }];
        var closed = endsOpen ? template.Count - 1 : template.Count;
        return (endsOpen ? path.Length >= closed : path.Length == closed)
            && template.Take(closed).Zip(path).All(pair => pair.First.Kind is PathSegmentKind.Parameter || pair.First.Text == pair.Second);
    }

    // A template that ends goes before one that takes an empty rest, so the end ranks with the literals.
    private static string Rank(IReadOnlyList<PathSegment> template) => string.Concat(template.Select(segment => (int)segment.Kind)) + "0";

    private static IReadOnlyList<PathSegment> Parse(string text) => PathTemplate.TryParse(text, out var template, out _) ? template.Segments : [];

    private static Arbitrary<(string[] Templates, string Path)> Cases()
    {
        var segment = Gen.Frequency((3, Gen.Elements("a", "b")), (2, Gen.Elements("c", "{p}")));
        var closed = segment.ListOf().Select(parts => parts.Take(4).Select((part, index) => part == "{p}" ? $"{{p{index}}}" : part).ToList());
        var template = closed.SelectMany(_ => Gen.Elements("", "/{*rest}"), (parts, tail) => "/" + string.Join('/', parts) + (parts.Count == 0 ? tail.TrimStart('/') : tail));
        var path = Gen.Elements("a", "b", "c", "d").ListOf().Select(parts => "/" + string.Join('/', parts.Take(5)));
        return template.ListOf().Select(all => all.Distinct().Take(12).ToArray()).SelectMany(_ => path, (templates, request) => (templates, request)).ToArbitrary();
    }
}
