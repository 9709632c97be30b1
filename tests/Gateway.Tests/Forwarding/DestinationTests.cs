using Tollgate.Gateway.Forwarding;

namespace Tollgate.Gateway.Tests.Forwarding;

public sealed class DestinationTests
{
    [Fact]
    public void Every_path_has_its_own_URL_however_many_are_asked_for_and_how_often()
    {
        var destination = new Destination(new Uri("http://upstream:8080/base/"));
        var paths = Enumerable.Range(0, 1000).Select(i => $"/things/{i % 300}?q=%2f{i % 300}").ToList();

        var urls = paths.Select(destination.UrlOf);

        Assert.Equal(paths.Select(path => "http://upstream:8080/base" + path), urls.Select(url => url.OriginalString));
    }

    [Fact]
    public void Paths_that_differ_in_case_only_are_different_paths()
    {
        var destination = new Destination(new Uri("http://upstream"));

        Assert.Equal(["/A", "/a", "/A"], new[] { "/A", "/a", "/A" }.Select(path => destination.UrlOf(path).PathAndQuery));
    }

    [Fact]
    public void A_path_that_is_asked_for_again_is_not_parsed_again()
    {
        var destination = new Destination(new Uri("http://upstream"));

        Assert.Same(destination.UrlOf("/things"), destination.UrlOf(string.Concat("/thi", "ngs")));
    }

    [Fact]
    public void A_long_path_is_not_kept()
    {
        var destination = new Destination(new Uri("http://upstream"));
        var path = "/" + new string('x', 300);

        Assert.NotSame(destination.UrlOf(path), destination.UrlOf(path));
    }
}
