using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Gateway.Tests.Routing.Apis;

namespace Tollgate.Gateway.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("/o/items/7", "GET /items/{id}")]
    [InlineData("/o/items/mine", "GET /items/mine")]
    [InlineData("/o/items/7/parts", "GET /items/{*rest}")]
    [InlineData("/o/items", "GET /items/{*rest}")]
    [InlineData("/o/items/", "GET /items/{*rest}")]
    [InlineData("/o/items/mine/", "GET /items/mine")]
    [InlineData("/o/items/mine/x", "GET /items/{*rest}")]
    public void A_literal_goes_before_a_parameter_before_a_catch_all(string path, string expected)
    {
        var table = Table(Api("o", "/o", "GET /items/{*rest}", "GET /items/{id}", "GET /items/mine"));

        Assert.Equal("o " + expected, table.Find(Request("GET", path)));
    }

    [Fact]
    public void A_path_may_have_as_many_parameters_as_a_template_can_name()
    {
        var parameters = string.Concat(Enumerable.Range(1, 15).Select(index => $"/{{p{index}}}"));
        var table = Table(Api("o", "/o", parameters + "/{last}", parameters + "/{*rest}"));
        var captures = new RouteCaptures();

        var one = table.Match(Request("GET", "/o/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16"), ref captures);
        var more = table.Match(Request("GET", "/o/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"), ref captures);

        Assert.Equal(parameters + "/{last}", one.Route?.Name);
        Assert.Equal(parameters + "/{*rest}", more.Route?.Name);
        Assert.Equal("16/17", "/o/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"[captures[15]]);
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    public void A_route_for_every_method_is_none_for_what_is_never_forwarded(string method)
    {
        var table = Table(Api("o", "/o", "/{*rest}"));

        Assert.Null(table.Find(Request(method, "/o/a")));
        Assert.Equal(RouteMiss.MethodNotAllowed, table.Miss(Request(method, "/o/a")));
        Assert.Equal("o /{*rest}", table.Find(Request("PURGE", "/o/a")));
    }

    [Fact]
    public void A_branch_that_leads_nowhere_is_left_for_a_less_specific_one()
    {
        var table = Table(Api("o", "/o", "GET /a/b/c", "GET /{x}/b/d", "GET /{*rest}"));

        Assert.Equal("o GET /{x}/b/d", table.Find(Request("GET", "/o/a/b/d")));
        Assert.Equal("o GET /{*rest}", table.Find(Request("GET", "/o/a/b/e")));
    }

    [Fact]
    public void A_more_specific_route_for_another_method_does_not_hide_a_less_specific_one()
    {
        var table = Table(Api("o", "/o", "GET /users/me", "DELETE /users/{id}"));

        Assert.Equal("o DELETE /users/{id}", table.Find(Request("DELETE", "/o/users/me")));
    }

    [Theory]
    [InlineData("get")]
    [InlineData("Get")]
    [InlineData("PATCH")]
    [InlineData("HEAD")]
    public void Another_method_is_a_miss_that_names_the_allowed_ones(string method)
    {
        var table = Table(Api("o", "/o", "GET,PUT /x", "DELETE /{y}"));
        var request = Request(method, "/o/x");

        var miss = table.Miss(request);
        var allowed = table.NearMisses(request).SelectMany(route => route.Methods.Allowed);

        Assert.Equal(RouteMiss.MethodNotAllowed, miss);
        Assert.Equal(["GET", "PUT", "DELETE"], allowed);
    }

    [Fact]
    public void A_route_without_methods_takes_every_method()
    {
        var table = Table(Api("o", "/o", "/x"));

        Assert.Equal("o /x", table.Find(Request("PURGE", "/o/x")));
    }

    [Theory]
    [InlineData("/O/x")]
    [InlineData("/o/X")]
    [InlineData("/o")]
    [InlineData("/")]
    [InlineData("/ox/x")]
    [InlineData("/o/x/y")]
    public void Paths_compare_whole_and_by_case(string path)
    {
        var table = Table(Api("o", "/o", "/x"));

        Assert.Null(table.Find(Request("GET", path)));
        Assert.Equal(RouteMiss.NotFound, table.Miss(Request("GET", path)));
    }

    [Theory]
    [InlineData("api.example.com", "exact /{*p}")]
    [InlineData("API.Example.COM:8443", "exact /{*p}")]
    [InlineData("a.b.example.com", "wild /{*p}")]
    [InlineData("x.deep.example.com", "deep /{*p}")]
    [InlineData("example.com", "any /{*p}")]
    [InlineData("example.org", "any /{*p}")]
    [InlineData("[::1]:7071", "any /{*p}")]
    [InlineData("", "any /{*p}")]
    public void An_exact_host_goes_before_the_longest_wildcard_before_every_host(string host, string expected)
    {
        var table = Table(
            Api("any", "/", "/{*p}"),
            Api("wild", "/", "/{*p}") with { Hosts = ["*.example.com"] },
            Api("deep", "/", "/{*p}") with { Hosts = ["*.deep.example.com"] },
            Api("exact", "/", "/{*p}") with { Hosts = ["api.example.com"] });

        Assert.Equal(expected, table.Find(Request("GET", "/x", host: host)));
    }

    [Fact]
    public void A_host_without_the_path_leaves_it_to_the_less_specific_host()
    {
        var table = Table(Api("any", "/shared", "/x"), Api("own", "/own", "/x") with { Hosts = ["api.example.com"] });

        Assert.Equal("any /x", table.Find(Request("GET", "/shared/x", host: "api.example.com")));
    }

    [Fact]
    public void Headers_and_query_parameters_select_among_routes_of_one_path()
    {
        var routes = new[]
        {
            new RouteConfig { Match = "/x", Name = "plain" },
            new RouteConfig { Match = "/x", Name = "beta", When = new ConditionsConfig { Headers = new Dictionary<string, string> { ["X-Beta"] = "yes" } } },
            new RouteConfig { Match = "/x", Name = "debug", When = new ConditionsConfig { Query = new Dictionary<string, string> { ["de bug"] = "*" } } },
        };
        var table = Table(Api("o", "/o") with { Routes = routes });

        Assert.Equal("o plain", table.Find(Request("GET", "/o/x", "?debug=1")));
        Assert.Equal("o beta", table.Find(Request("GET", "/o/x", headers: ("x-beta", "yes"))));
        Assert.Equal("o plain", table.Find(Request("GET", "/o/x", headers: ("X-Beta", "YES"))));
        Assert.Equal("o debug", table.Find(Request("GET", "/o/x", "?a=1&de+bug")));
        Assert.Equal("o debug", table.Find(Request("GET", "/o/x", "?de%20bug=0")));
    }

    [Fact]
    public void The_higher_priority_wins_among_equal_templates_even_over_conditions()
    {
        var routes = new[]
        {
            new RouteConfig { Match = "/x", Name = "conditional", When = new ConditionsConfig { Headers = new Dictionary<string, string> { ["X-Beta"] = "*" } } },
            new RouteConfig { Match = "/{any}", Name = "parameter", Priority = 1000 },
            new RouteConfig { Match = "/x", Name = "urgent", Priority = 1 },
        };
        var table = Table(Api("o", "/o") with { Routes = routes });

        Assert.Equal("o urgent", table.Find(Request("GET", "/o/x", headers: ("X-Beta", "1"))));
    }

    [Fact]
    public void Parameters_are_found_where_they_stand_in_the_path()
    {
        var table = Table(Api("o", "/o/{tenant}", "/x/{id}/{*rest}"));
        var captures = new RouteCaptures();

        table.Match(Request("GET", "/o/acme/x/7/a/b"), ref captures);

        Assert.Equal(["acme", "7", "a/b"], Enumerable.Range(0, 3).Select(index => "/o/acme/x/7/a/b"[captures[index]]));
    }

    [Fact]
    public void A_very_long_path_is_answered_without_exhausting_the_stack()
    {
        var table = Table(Api("o", "/o", "/a/{b}/c"));

        var found = table.Find(Request("GET", "/o" + string.Concat(Enumerable.Repeat("/a", 100_000))));

        Assert.Null(found);
    }
}
