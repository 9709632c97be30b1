namespace Tollgate.Platform.Tests.Configuration;

public sealed class ReferenceTests
{
    private const string Orders = "api: orders\npath: /orders\nupstream: [http://u]\n---\n";
    private const string Key = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("plan: p\napis: [order]", "6:8: /apis/0: there is no api 'order'; did you mean 'orders'?")]
    [InlineData("plan: p\napis: [orders, orders]", "6:16: /apis/1: 'orders' appears twice; remove one")]
    [InlineData("plan: p\napis: [other/x]", "6:8: /apis/0: tenant 'other' has no public api 'x'; its owner can write 'visibility: public' there")]
    [InlineData("consumer: c\n---\nsubscription: s\nconsumer: cc\nplan: p\n---\nplan: p", "8:11: /consumer: there is no consumer 'cc'; did you mean 'c'?")]
    [InlineData("consumer: c\n---\nsubscription: s\nconsumer: c\nplan: gold", "9:7: /plan: there is no plan 'gold'; describe it with 'plan: gold', or name another")]
    public void A_name_that_leads_nowhere_is_an_error(string text, string message) => Assert.Equal([$"a.yaml:{message}"], Draft.OfYaml(Orders + text).Errors);

    [Fact]
    public void An_unknown_upstream_is_a_service_with_a_warning_only_where_it_looks_like_a_slip()
    {
        var draft = Draft.OfYaml("upstream: billing\nurls: [http://u]\n---\napi: a\npath: /a\nupstream: biling\nroutes:\n  - { match: /x, upstream: catalog }");

        Assert.Empty(draft.Errors);
        Assert.Equal(
            ["a.yaml:6:11: /upstream: 'biling' is not an upstream resource; treated as a registered service; did you mean 'billing'?"],
            draft.Warnings);
    }

    [Fact]
    public void An_upstream_that_can_be_neither_name_nor_url_is_an_error() => Assert.Equal(
        ["a.yaml:3:11: /upstream: 'orders.example.com' is not a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter; nor is it an http or https URL"],
        Draft.OfYaml("api: a\npath: /a\nupstream: orders.example.com").Errors);

    [Theory]
    [InlineData("public", 0)]
    [InlineData("private", 1)]
    public void Another_tenants_api_can_be_planned_only_if_it_is_public(string visibility, int errors)
    {
        var draft = Draft.OfYaml($"tenant: acme\n---\napi: orders\ntenant: acme\npath: /orders\nupstream: [http://u]\nvisibility: {visibility}\n---\nplan: p\napis: [acme/orders]");

        Assert.Equal(errors, draft.Errors.Count());
    }

    [Fact]
    public void Names_live_in_their_tenant()
    {
        var draft = Draft.OfYaml("tenant: acme\n---\nconsumer: c\ntenant: acme\n---\nplan: p\n---\nsubscription: s\nconsumer: c\nplan: p");

        Assert.Equal(["a.yaml:9:11: /consumer: there is no consumer 'c'; describe it with 'consumer: c', or name another"], draft.Errors);
    }

    [Fact]
    public void A_resource_with_mistakes_of_its_own_still_counts_as_there()
    {
        var draft = Draft.OfYaml("api: a\npath: /a\nupstream: [http://u]\ncolour: red\n---\nplan: p\napis: [a]");

        Assert.StartsWith("a.yaml:4:1: /colour", Assert.Single(draft.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{ name: a, hash: \"KEY\" }, { name: a, hash: \"sha256:1111111111111111111111111111111111111111111111111111111111111111\" }]", "/keys/1/name: another key of this subscription is called 'a'; give one of them another name")]
    [InlineData("[{ name: a, hash: \"KEY\" }, { name: b, hash: \"KEY\" }]", "/keys/1/hash: this key already belongs to subscription 's' (a.yaml:5); make another key")]
    [InlineData("[{ name: a, hash: md5 }]", "/keys/0/hash: 'md5' is not a hash: 'sha256:' and 64 hexadecimal digits, the SHA-256 of the whole key")]
    [InlineData("[{ name: a, hash: \"KEY\", expires: tomorrow }]", "/keys/0/expires: 'tomorrow' is not a time such as \"2027-01-31T12:00:00Z\" (RFC 3339, with an offset)")]
    [InlineData("[{ name: a, hash: \"KEY\", expires: 2027-01-31T12:00:00 }]", "/keys/0/expires: '2027-01-31T12:00:00' is not a time such as \"2027-01-31T12:00:00Z\" (RFC 3339, with an offset)")]
    [InlineData("[{ name: A, hash: \"KEY\" }]", "/keys/0/name: 'A' is not a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter")]
    public void Keys_of_a_subscription_are_checked(string keys, string message)
    {
        var draft = Draft.OfYaml($"consumer: c\n---\nplan: p\n---\nsubscription: s\nconsumer: c\nplan: p\nkeys: {keys.Replace("KEY", Key, StringComparison.Ordinal)}");

        Assert.EndsWith(message, Assert.Single(draft.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subscription_has_two_keys_at_most()
    {
        var keys = string.Join(", ", Enumerable.Range(1, 3).Select(i => $"{{ name: k{i}, hash: \"sha256:{new string((char)('0' + i), 64)}\" }}"));

        var draft = Draft.OfYaml($"consumer: c\n---\nplan: p\n---\nsubscription: s\nconsumer: c\nplan: p\nkeys: [{keys}]");

        Assert.Equal(["a.yaml:8:7: /keys: a subscription has at most two keys, so that one can replace the other; remove some"], draft.Errors);
    }
}
