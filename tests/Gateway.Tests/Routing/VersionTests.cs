using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Gateway.Tests.Routing.Apis;

namespace Tollgate.Gateway.Tests.Routing;

public sealed class VersionTests
{
    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("v2", "v2")]
    [InlineData(null, "v2")]
    [InlineData("v3", null)]
    [InlineData("V1", null)]
    [InlineData("", null)]
    public void A_header_names_the_version(string? header, string? expected)
    {
        var table = Versioned(VersionLocation.Header, null);
        var request = header is null ? Request("GET", "/o/x") : Request("GET", "/o/x", headers: ("API-Version", header));

        Assert.Equal(expected, VersionOf(table, request));
    }

    [Theory]
    [InlineData("?api-version=v1", "v1")]
    [InlineData("?a=b&api%2Dversion=%76%31", "v1")]
    [InlineData("?a=b", "v2")]
    [InlineData("?API-VERSION=v1", "v2")]
    [InlineData("?api-version=", null)]
    [InlineData("?api-version=v9", null)]
    public void A_query_parameter_names_the_version(string query, string? expected)
    {
        var table = Versioned(VersionLocation.Query, null);

        Assert.Equal(expected, VersionOf(table, Request("GET", "/o/x", query)));
    }

    [Theory]
    [InlineData("application/json;v=v1", null, "v1")]
    [InlineData("text/html, application/json;q=0.5;v=\"v1\"", null, "v1")]
    [InlineData("application/json", "application/json;v=v1", "v1")]
    [InlineData("application/json", null, "v2")]
    [InlineData("application/json;v=v9", "application/json;v=v1", null)]
    [InlineData("not a media type", null, "v2")]
    public void A_media_type_parameter_names_the_version(string accept, string? contentType, string? expected)
    {
        var table = Versioned(VersionLocation.MediaType, null);
        var request = contentType is null
            ? Request("GET", "/o/x", headers: ("Accept", accept))
            : Request("GET", "/o/x", headers: [("Accept", accept), ("Content-Type", contentType)]);

        Assert.Equal(expected, VersionOf(table, request));
    }

    [Fact]
    public void A_version_that_does_not_exist_is_told_from_a_path_that_does_not_exist()
    {
        var table = Versioned(VersionLocation.Header, "X-V");
        var request = Request("GET", "/o/x", headers: ("X-V", "v9"));

        Assert.Equal(RouteMiss.VersionUnknown, table.Miss(request));
        Assert.Equal(["v1", "v2"], table.NearMisses(request).Select(route => route.Api.VersionRule!.Version));
        Assert.Equal(RouteMiss.NotFound, table.Miss(Request("GET", "/o/y", headers: ("X-V", "v1"))));
    }

    private static RouteTable Versioned(VersionLocation by, string? name) => Table(
        Api("o", "/o", "GET /x") with { Version = "v1", Versioning = new VersioningConfig { By = by, Name = name } },
        Api("o", "/o", "GET /x") with { Version = "v2", Versioning = new VersioningConfig { By = by, Name = name, Default = true } });

    private static string? VersionOf(RouteTable table, RouteRequest request)
    {
        var captures = new RouteCaptures();
        return table.Match(request, ref captures).Route?.Api.Version;
    }
}
