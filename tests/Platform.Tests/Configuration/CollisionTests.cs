namespace Tollgate.Platform.Tests.Configuration;

public sealed class CollisionTests
{
    [Fact]
    public void Two_apis_at_one_place_are_refused_with_both_owners()
    {
        var draft = Draft.Of(
            Draft.Yaml("tenant: acme\n---\napi: orders\ntenant: acme\npath: /orders\nupstream: [http://u]\nroutes:\n  - match: GET /{id}\n", "acme.yaml"),
            Draft.Yaml("api: shop\npath: /\nupstream: [http://u]\nroutes:\n  - match: GET,HEAD /orders/{order}\n", "shop.yaml"));

        Assert.Equal(
            ["shop.yaml:5:12: /routes/0/match: /orders/{order} is already answered by api 'orders' of tenant 'acme' (acme.yaml:8); change the path, methods, hosts, version, conditions or priority of one of them"],
            draft.Errors);
    }

    [Fact]
    public void Apis_without_routes_collide_by_their_path() => Assert.StartsWith(
        "a.yaml:6:7: /path: /a/{*path} is already answered by api 'a' (a.yaml:2)",
        Assert.Single(Draft.OfYaml("api: a\npath: /a\nupstream: [http://u]\n---\napi: b\npath: /a\nupstream: [http://u]").Errors),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("match: GET /x", "match: GET /x", true)]
    [InlineData("match: GET,PUT /x", "match: PUT,POST /x", true)]
    [InlineData("match: /x", "match: /x", true)]
    [InlineData("match: '/{a}'", "match: '/{b}'", true)]
    [InlineData("match: '/{*a}'", "match: '/{*b}'", true)]
    [InlineData("{ match: /x, when: { headers: { A: b } } }", "{ match: /x, when: { headers: { a: b } } }", true)]
    [InlineData("match: GET /x", "match: PUT /x", false)]
    [InlineData("match: /x", "match: GET /x", false)]
    [InlineData("match: /x", "match: /X", false)]
    [InlineData("match: '/{a}'", "match: /x", false)]
    [InlineData("match: '/{a}'", "match: '/{*a}'", false)]
    [InlineData("match: /x", "{ match: /x, priority: 1 }", false)]
    [InlineData("match: /x", "{ match: /x, when: { query: { a: '1' } } }", false)]
    [InlineData("{ match: /x, when: { query: { a: '2' } } }", "{ match: /x, when: { query: { a: '1' } } }", false)]
    [InlineData("{ match: /x, when: { headers: { a: '1' } } }", "{ match: /x, when: { headers: { a: '1' }, query: { b: '1' } } }", false)]
    public void Routes_collide_only_if_a_request_matches_both_equally_well(string first, string second, bool collide)
    {
        var draft = Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\nroutes:\n  - {first}\n  - {second}");

        Assert.Equal(collide, draft.Errors.Any());
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("hosts: a.com", "hosts: [b.com, a.com]", true)]
    [InlineData("hosts: a.com", "", false)]
    [InlineData("hosts: a.com", "hosts: b.com", false)]
    [InlineData("hosts: '*.a.com'", "hosts: b.a.com", false)]
    [InlineData("{ version: v1, versioning: { by: header } }", "{ version: v1, versioning: { by: header, name: api-version } }", true)]
    [InlineData("{ version: v1, versioning: { by: header } }", "{ version: v2, versioning: { by: header } }", false)]
    [InlineData("{ version: v1, versioning: { by: header } }", "{ version: v1, versioning: { by: query } }", false)]
    [InlineData("{ version: v1, versioning: { by: header } }", "version: v2", false)]
    [InlineData("stage: draft", "", false)]
    [InlineData("stage: retired", "", true)]
    public void Apis_with_one_path_are_told_apart_by_host_and_version(string first, string second, bool collide)
    {
        var draft = Draft.OfYaml($"{Api("a", first)}\n---\n{Api("b", second)}");

        Assert.Equal(collide, draft.Errors.Any());
    }

    [Fact]
    public void One_version_of_a_path_is_the_one_without_a_name()
    {
        var draft = Draft.OfYaml($"{Api("a", "{ version: v1, versioning: { by: header, default: true } }")}\n---\n{Api("a", "{ version: v2, versioning: { by: header, default: true } }")}");

        Assert.EndsWith("/versioning/default: api 'a@v1' (a.yaml:1) is already the default version of /a; only one can be", Assert.Single(draft.Errors), StringComparison.Ordinal);
    }

    private static string Api(string name, string more)
    {
        var lines = more.StartsWith('{') ? more[2..^2].Replace(", versioning", "\nversioning", StringComparison.Ordinal) : more;
        return $"api: {name}\npath: /a\nupstream: [http://u]\n{lines}";
    }
}
