using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Routing;
using static Tollgate.Gateway.Tests.Routing.Apis;

namespace Tollgate.Gateway.Tests.Delivering;

public sealed class UpstreamPathTests
{
    [Theory]
    [InlineData("/a/b/c", 0, "", "/a/b/c")]
    [InlineData("/a/b/c", 1, "?x", "/b/c?x")]
    [InlineData("/a/b/c", 2, "", "/c")]
    [InlineData("/a/b/c/", 2, "", "/c/")]
    [InlineData("/a/b/c", 3, "", "/")]
    [InlineData("/a/b/c", 3, "?x=1", "/?x=1")]
    [InlineData("/a/b/c/", 3, "?x=1", "/?x=1")]
    [InlineData("/", 0, "?x", "/?x")]
    public void The_segments_of_the_api_are_cut_off_and_the_query_stays(string path, int segments, string query, string expected)
    {
        var prefix = UpstreamPath.PrefixLength(path, segments);

        Assert.Equal(expected, UpstreamPath.Below(path, prefix, query));
    }

    [Theory]
    [InlineData("/internal/{id}", "/o/7/a/b", "/internal/7")]
    [InlineData("/{rest}", "/o/7/a/b", "/a/b")]
    [InlineData("/x/{*rest}/{id}/y", "/o/7/a/b", "/x/a/b/7/y")]
    [InlineData("/fixed", "/o/7/a/b", "/fixed")]
    [InlineData("/internal/{id}", "/o/%C3%A9/a", "/internal/%C3%A9")]
    public void A_rewrite_puts_parameters_where_it_says(string rewrite, string path, string expected)
    {
        var table = Table(Api("o", "/o", "/{id}/{*rest}"));
        var captures = new RouteCaptures();
        table.Match(Request("GET", path), ref captures);

        var result = new RewriteTemplate(rewrite, ["id", "rest"]).Expand(path, captures);

        Assert.Equal(expected, result);
    }
}
