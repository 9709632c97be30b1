using Tollgate.Platform.Configuration;

namespace Tollgate.Platform.Tests.Configuration;

/// <summary>What is said about credentials and requirements that are well formed and wrong.</summary>
public sealed class AccessValidationTests
{
    private const string Jwt = "issuer: https://login.example, audience: api://a";

    [Theory]
    [InlineData("{ audience: a }", "/access/jwt: 'issuer' is missing; write 'issuer: https://login.example.com'")]
    [InlineData("{ issuer: 'https://l.example' }", "/access/jwt: 'audience' is missing; write 'audience: orders'")]
    [InlineData("{ issuer: 'https://l.example', audience: [] }", "/access/jwt/audience: the list is empty; write at least one audience, or tokens for any other API would be accepted")]
    [InlineData("{ issuer: 'https://l.example', audience: a b }", "/access/jwt/audience: 'a b' is not an audience: up to 512 printable characters without spaces")]
    [InlineData("{ issuer: login, audience: a }", "/access/jwt/issuer: 'login' is not an https URL; write one such as 'https://login.example.com'")]
    [InlineData("{ issuer: \"https://l.example\\n\", audience: a }", "/access/jwt/issuer: 'https://l.example\n' is not an https URL; write one such as 'https://login.example.com'")]
    [InlineData("{ issuer: 'ftp://l.example', audience: a }", "/access/jwt/issuer: 'ftp://l.example' is not an https URL; write one such as 'https://login.example.com'")]
    [InlineData("{ issuer: 'http://l.example', audience: a }", "/access/jwt/issuer: keys that come over http could be anybody's; write 'http://l.example' with https")]
    [InlineData("{ issuer: 'http://127.0.0.1.example', audience: a }", "/access/jwt/issuer: keys that come over http could be anybody's; write 'http://127.0.0.1.example' with https")]
    [InlineData("{ issuer: 'https://me:secret@l.example', audience: a }", "/access/jwt/issuer: a URL carries no user name or password; remove what stands before the '@'")]
    [InlineData("{ issuer: 'https://l.example#a', audience: a }", "/access/jwt/issuer: 'https://l.example#a' has a fragment; remove '#' and what follows")]
    [InlineData("{ issuer: 'https://l.example', audience: a, jwksUri: 'http://k.example' }", "/access/jwt/jwksUri: keys that come over http could be anybody's; write 'http://k.example' with https")]
    [InlineData("{ issuer: 'https://l.example', audience: a, metadata: x }", "/access/jwt/metadata: 'x' is not an https URL; write one such as 'https://login.example.com'")]
    [InlineData("{ issuer: 'https://l.example', audience: a, metadata: 'https://m', jwksUri: 'https://k' }", "/access/jwt/metadata: with 'jwksUri' the discovery document isn't read; remove one of the two")]
    [InlineData("{ issuer: 'https://l.example', audience: a, algorithms: [] }", "/access/jwt/algorithms: the list is empty, so no token could be accepted; write at least one, or remove the key")]
    [InlineData("{ issuer: 'https://l.example', audience: a, algorithms: [HS256] }", "/access/jwt/algorithms/0: 'HS256' is not a signature algorithm with a public key: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512")]
    [InlineData("{ issuer: 'https://l.example', audience: a, algorithms: [none] }", "/access/jwt/algorithms/0: 'none' is not a signature algorithm with a public key: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512")]
    [InlineData("{ issuer: 'https://l.example', audience: a, clockSkew: 61s }", "/access/jwt/clockSkew: 61s is out of range; write 0s to 60s")]
    [InlineData("{ issuer: 'https://l.example', audience: a, roleClaim: 'a b' }", "/access/jwt/roleClaim: 'a b' is not a claim's name: up to 256 printable characters without spaces, '=' and '|'")]
    [InlineData("[]", "/access/jwt: the list is empty; write at least one issuer")]
    [InlineData("[{ issuer: 'https://l.example', audience: a }, { issuer: 'https://l.example', audience: b }]", "/access/jwt/1/issuer: 'https://l.example' appears twice; describe it once, with all its audiences")]
    public void An_issuer_is_checked_key_by_key(string jwt, string message) => AssertOnly($"access: {{ jwt: {jwt} }}", message);

    [Theory]
    [InlineData("{}", "/access: no credential is accepted, so nobody could call; write 'keys: true', or 'access: anonymous' for everybody")]
    [InlineData("{ all: [{ keys: true }] }", "/access/all: write each kind of credential once, as in 'all: [{ keys: true }, { jwt: … }]'; a single kind needs no 'all'")]
    [InlineData("{ all: [{ keys: true }, { keys: true }] }", "/access/all: write each kind of credential once, as in 'all: [{ keys: true }, { jwt: … }]'; a single kind needs no 'all'")]
    [InlineData("{ all: [{ keys: true }, {}] }", "/access/all: write each kind of credential once, as in 'all: [{ keys: true }, { jwt: … }]'; a single kind needs no 'all'")]
    [InlineData("{ keys: true, all: [{ keys: true }, { jwt: { " + Jwt + " } }] }", "/access/all: 'all' replaces what stands beside it; move 'keys' and 'jwt' into its list, or remove 'all' where one of them is enough")]
    [InlineData("{ all: [{ keys: { headers: [Cookie] } }, { jwt: { " + Jwt + " } }] }", "/access/all/0/keys/headers/0: 'Cookie' has another meaning in HTTP; name a header of its own, as in 'X-API-Key'")]
    [InlineData("{ all: [{ keys: true }, { jwt: { issuer: x, audience: a } }] }", "/access/all/1/jwt/issuer: 'x' is not an https URL; write one such as 'https://login.example.com'")]
    public void Credentials_are_alternatives_or_all_of_them(string access, string message) => AssertOnly($"access: {access}", message);

    [Theory]
    [InlineData("orders.read")]
    [InlineData("scope:")]
    [InlineData("scope:a b")]
    [InlineData("group:a")]
    [InlineData("claim:=a")]
    [InlineData("claim:a=")]
    [InlineData("scope:a |")]
    [InlineData("| scope:a")]
    [InlineData("scope:a or scope:b")]
    public void A_requirement_has_a_form(string requirement) => AssertOnly(
        $"require: ['{requirement}']",
        $"/require/0: '{requirement}' is not a requirement: 'scope:orders.read', 'role:admin', 'claim:dept=sales', 'claim:dept', or alternatives as in 'scope:orders.write | role:admin'");

    [Theory]
    [InlineData("require: [scope:a]\naccess: anonymous", "/require: everybody may call this route, so nothing can be required of the caller; accept a credential, or write 'require: null' here")]
    [InlineData("require: [scope:a]\nroutes:\n  - { match: /x, access: anonymous }", "/routes/0/access: everybody may call this route, so nothing can be required of the caller; accept a credential, or write 'require: null' here")]
    [InlineData("access: anonymous\nroutes:\n  - { match: /x, require: [scope:a] }", "/routes/0/require: everybody may call this route, so nothing can be required of the caller; accept a credential, or write 'require: null' here")]
    [InlineData("require: ['role:a | claim:b']", "/require: 'role:a | claim:b' never holds, since API keys have scopes but no roles or claims; accept tokens with 'access: { jwt: … }', or require a scope")]
    [InlineData("use: [strict]", "/require: everybody may call this route, so nothing can be required of the caller; accept a credential, or write 'require: null' here")]
    public void What_is_required_can_be_shown(string settings, string message) => AssertOnly(
        settings, message, "\n---\npolicy: strict\naccess: anonymous\nrequire: [scope:a]");

    [Fact]
    public void Credentials_and_requirements_that_make_sense_are_accepted()
    {
        var draft = Draft.OfYaml(
            $$"""
            api: a
            path: /a
            upstream: [http://u]
            access: { keys: true, jwt: [{ {{Jwt}} }, { issuer: "http://127.0.0.1:7079", audience: [a, b], type: at+jwt }] }
            require: ["scope:a.read", "role:Order Admin | claim:dept=Einkauf Süd | claim:https://x.example/y"]
            routes:
              - { match: /open, access: anonymous, require: null }
              - { match: /both, access: { all: [{ keys: true }, { jwt: { {{Jwt}} } }] }, require: ["scope:b"] }
            """);

        Assert.Empty(draft.Errors);
    }

    [Fact]
    public void A_client_id_belongs_to_one_consumer_of_a_tenant()
    {
        var draft = Draft.OfYaml("consumer: a\nclientIds: [one, one, two]\n---\nconsumer: b\nclientIds: [three, two]\n---\ntenant: t\n---\nconsumer: c\ntenant: t\nclientIds: [one]");

        Assert.Equal(
            [
                "a.yaml:2:18: /clientIds/1: 'one' appears twice; remove one",
                "a.yaml:5:20: /clientIds/1: 'two' already belongs to consumer 'a' (a.yaml:1); tokens of one client are those of one consumer",
            ],
            draft.Errors);
    }

    [Fact]
    public void A_requirement_is_read_as_its_alternatives()
    {
        var requirement = Requirement.Parse("scope:a:b |role:Order Admin| claim:dept=a=b | claim:x");

        Assert.Equal(
            [new(ConditionKind.Scope, "a:b", null), new(ConditionKind.Role, "Order Admin", null), new(ConditionKind.Claim, "dept", "a=b"), new(ConditionKind.Claim, "x", null)],
            requirement.Options);
    }

    private static void AssertOnly(string settings, string message, string more = "")
    {
        var errors = Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\n{settings}{more}").Errors;

        Assert.EndsWith($": {message}", Assert.Single(errors), StringComparison.Ordinal);
    }
}
