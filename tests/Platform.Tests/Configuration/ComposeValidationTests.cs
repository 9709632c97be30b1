namespace Tollgate.Platform.Tests.Configuration;

/// <summary>What is said about compositions that can't work.</summary>
public sealed class ComposeValidationTests
{
    [Theory]
    [InlineData("a: { get: '/x/{id}' }")]
    [InlineData("a: { get: '/' }")]
    [InlineData("a: { get: '/x?page={query.page}&all=true&flag' }")]
    [InlineData("a: { get: '/x?q=a%20b' }")]
    [InlineData("{ a: { get: '/x' }, b: { get: '/y/{a.c.0.d-e}', from: other, timeout: 1ms, maxSize: 16MiB } }")]
    [InlineData("{ b: { get: '/y/{a}' }, a: { get: '/x', required: true } }")]
    [InlineData("{ a: { get: '/x' }, b: { forEach: line in a.lines, get: '/y/{line.p}/{id}/{a.z}', max: 1000, parallel: 63 } }")]
    [InlineData("{ a: { get: '/x', ifMissing: null, fallback: { x: [1, 'two', true, null] } } }")]
    public void What_can_work_is_accepted(string branches) => Assert.Empty(Draft.OfYaml(Configuration($"compose: {Map(branches)}")).Errors);

    [Theory]
    [InlineData("a: { from: x }", "/a: 'get' is missing; write 'get: /orders/{id}'")]
    [InlineData("a: /x", "/a: '/x' is not expected here, but a map of keys and values")]
    [InlineData("a: { get: x }", "/a/get: a path begins with '/'")]
    [InlineData("a: { get: '/x/' }", "/a/get: a path has no slash at its end: write '/x'")]
    [InlineData("a: { get: '/x//y' }", "/a/get: two slashes in a row are not a path; remove one")]
    [InlineData("a: { get: '/../x' }", "/a/get: '..' is resolved before a request is matched, so this would never match; remove it")]
    [InlineData("a: { get: '/x-{id}' }", "/a/get: 'x-{id}' mixes text and a parameter; a parameter is a whole segment, as in '/files/{name}'")]
    [InlineData("a: { get: '/{id}{id}' }", "/a/get: 'id}{id' is not where a value comes from; write a parameter as in 'id', or members joined by dots as in 'query.page' or 'order.customer'")]
    [InlineData("a: { get: '/{*id}' }", "/a/get: '*id' is not where a value comes from; write a parameter as in 'id', or members joined by dots as in 'query.page' or 'order.customer'")]
    [InlineData("a: { get: '/x?y={id}z' }", "/a/get: '{id}z' mixes text and a value; a value from elsewhere is all of a query parameter, as in 'y={id}'")]
    [InlineData("a: { get: '/x?' }", "/a/get: '' is not a query parameter; write it as 'name=value' or 'name={id}', other characters percent-encoded")]
    [InlineData("a: { get: '/x?y=a b' }", "/a/get: 'a b' contains a character that a query can't hold as it is; percent-encode it")]
    [InlineData("a: { get: '/x?y=%zz' }", "/a/get: '%zz' contains a character that a query can't hold as it is; percent-encode it")]
    [InlineData("a: { get: '/x/{query}' }", "/a/get: '{query}' names no parameter; write one as in '{query.page}'")]
    [InlineData("a: { get: '/x/{id.a}' }", "/a/get: 'id' is a parameter of the path, a text without members; write '{id}'")]
    [InlineData("a: { get: '/x/{idd}' }", "/a/get: there is nothing called 'idd'; did you mean 'id'?")]
    [InlineData("a: { get: '/x/{customer.id}' }", "/a/get: there is nothing called 'customer'; known are id, query, a")]
    [InlineData("a: { get: '/x/{a.id}' }", "/a/get: '{a.id}' is a value of the branch's own answer; take it from elsewhere")]
    [InlineData("a: { get: /x, timeout: 4m }", "/a/timeout: 4m is out of range; write 1ms to 225s")]
    [InlineData("a: { get: /x, maxSize: 17MiB }", "/a/maxSize: 17MiB is out of range; write 1B to 16MiB")]
    [InlineData("a: { get: /x, max: 5 }", "/a/max: only 'forEach' looks at it; remove it")]
    [InlineData("a: { get: /x, parallel: 5 }", "/a/parallel: only 'forEach' looks at it; remove it")]
    [InlineData("a: { get: /x, required: true, fallback: 1 }", "/a/fallback: a required branch that fails is the end of the whole, so nothing can stand for it; remove 'fallback' or 'required'")]
    [InlineData("a: { get: /x, fallback: { state: [2024-01-01] } }", "/a/fallback/state/0: 2024-01-01 is a date to some YAML readers; write \"2024-01-01\"")]
    [InlineData("a: { get: /x, from: 'http://u?x' }", "/a/from: 'http://u?x' has a query; the request's own query is forwarded, remove '?' and what follows")]
    [InlineData("a: { get: /x, from: Other }", "/a/from: 'Other' is not a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter; nor is it an http or https URL")]
    [InlineData("A: { get: /x }", "/A: 'A' is not a branch's name: 1 to 64 letters, digits and underscores, beginning with a lower-case letter")]
    [InlineData("a-b: { get: /x }", "/a-b: 'a-b' is not a branch's name: 1 to 64 letters, digits and underscores, beginning with a lower-case letter")]
    [InlineData("errors: { get: /x }", "/errors: 'errors' has a meaning of its own in a composition; give the branch another name")]
    [InlineData("id: { get: /x }", "/id: 'id' is a parameter of 'match' too, so '{id}' could mean either; give the branch another name")]
    public void A_branch_is_checked_key_by_key(string branches, string message) => AssertOnly($"compose: {Map(branches)}", $"/routes/0/compose{message}");

    [Theory]
    [InlineData("line of a.lines", "/y/{line}", "/b/forEach: 'line of a.lines' is not a loop; write what an item is called and where the list is, as in 'line in order.lines'")]
    [InlineData("line in a..lines", "/y/{line}", "/b/forEach: 'a..lines' is not where a value comes from; write a parameter as in 'id', or members joined by dots as in 'query.page' or 'order.customer'")]
    [InlineData("id in a.lines", "/y/{id}", "/b/forEach: 'id' is something else here already; call the items of the list otherwise")]
    [InlineData("a in a.lines", "/y/{a}", "/b/forEach: 'a' is something else here already; call the items of the list otherwise")]
    [InlineData("line in b.lines", "/y/{line}", "/b/forEach: the branch takes the list from its own answer; name another branch")]
    [InlineData("line in query.lines", "/y/{line}", "/b/forEach: 'query' is no branch, and lists come from the answers of branches")]
    [InlineData("line in a.lines", "/y/{id}", "/b/forEach: 'get' doesn't use the item, so all calls would be the same; write '{line}' or a member of it into 'get'")]
    public void A_loop_is_checked(string loop, string address, string message) =>
        AssertOnly($"compose: {{ a: {{ get: /x }}, b: {{ forEach: {loop}, get: '{address}' }} }}", $"/routes/0/compose{message}");

    [Theory]
    [InlineData("compose: {}", "/compose: a composition has 1 to 16 branches, this one has 0")]
    [InlineData("compose: { a: { get: /x } }\nrewrite: '/y/{id}'", "/rewrite: each branch of a composition has a path of its own; remove 'rewrite'")]
    [InlineData("compose: { a: { get: /x, timeout: 2s } }\ntimeouts: { total: 1s }", "/compose/a/timeout: the branch may take 2s, but the whole only 1s; write a 'timeouts.total' of at least 2s")]
    [InlineData("compose: { a: { get: /x, maxSize: 16MiB }, b: { get: /x, maxSize: 16MiB }, c: { get: /x, maxSize: 16MiB }, d: { get: /x, maxSize: 16MiB }, e: { get: /x } }", "/compose: the branches' sizes together are 65MiB, and an answer has at most 64MiB; write a smaller 'maxSize' for some")]
    [InlineData("compose: { a: { get: /x }, b: { forEach: i in a.items, get: '/x/{i}', parallel: 64 } }", "/compose: the branches' sizes together are 65MiB, and an answer has at most 64MiB; write a smaller 'maxSize' for some")]
    public void The_whole_is_checked(string keys, string message) => AssertOnly(keys, $"/routes/0{message}");

    [Theory]
    [InlineData("POST /{id}", "a composition only reads; write 'GET /{id}'")]
    [InlineData("/{id}", "a composition only reads; write 'GET /{id}'")]
    [InlineData("GET,PUT /{id}", "a composition only reads; write 'GET /{id}'")]
    public void A_composition_only_reads(string match, string message) =>
        AssertOnly("compose: { a: { get: '/x/{id}' } }", $"/routes/0/match: {message}", match);

    [Fact]
    public void The_rest_of_a_path_is_no_value() =>
        AssertOnly("compose: { a: { get: '/x/{path}' } }", "/routes/0/compose/a/get: 'path' is the rest of a path and may be several segments; only a parameter of one segment can be used", "GET /{*path}");

    [Fact]
    public void Branches_that_wait_for_one_another_are_named_in_their_order() => AssertOnly(
        "compose: { a: { get: '/{b.x}' }, b: { get: '/{c.x}' }, c: { forEach: 'i in a.x', get: '/{i}' }, d: { get: '/{a.x}' }, e: { get: '/e' } }",
        "/routes/0/compose/a: these branches wait for one another: a → b → c → a; take one of the values from elsewhere");

    private static string Map(string branches) => branches.StartsWith('{') ? branches : $"{{ {branches} }}";

    private static void AssertOnly(string keys, string message, string match = "GET /{id}")
    {
        var draft = Draft.OfYaml(Configuration(keys, match));

        var error = Assert.Single(draft.Findings.Errors);
        Assert.Equal(message, $"{error.Pointer}: {error.Message}");
    }

    private static string Configuration(string keys, string match = "GET /{id}") =>
        $"api: a\npath: /a\nupstream: u\nroutes:\n  - match: '{match}'\n    {keys.Replace("\n", "\n    ", StringComparison.Ordinal)}\n";
}
