namespace Tollgate.Platform.Tests.Configuration;

/// <summary>What is said about issuers of many tenants that are well formed and wrong.</summary>
public sealed class IssuerTenantValidationTests
{
    private const string One = "11111111-2222-3333-4444-555555555555";
    private const string Issuer = "issuer: 'https://l.example/{tenantid}/v2.0'";
    private const string Rest = "audience: a, metadata: 'https://l.example/organizations/v2.0/.well-known/openid-configuration'";
    private const string Form = "is not the id of a tenant: a GUID in lower case as in '11111111-2222-3333-4444-555555555555', or 'any' for every tenant";
    private const string Segment = "'{tenantid}' is a whole segment of the path, neither the host nor a part of a name, as in 'https://login.microsoftonline.com/{tenantid}/v2.0'";
    private const string Braces = "the only braces of an issuer are those of '{tenantid}', as in 'https://login.microsoftonline.com/{tenantid}/v2.0'";

    [Theory]
    [InlineData("[]", "/access/jwt/tenants: the list is empty, so no token could be accepted; write at least one tenant, or 'any'")]
    [InlineData("[any, " + One + "]", "/access/jwt/tenants: 'any' already accepts every tenant; remove it, or all others")]
    [InlineData("[any, any]", "/access/jwt/tenants: 'any' already accepts every tenant; remove it, or all others")]
    [InlineData("[" + One + ", " + One + "]", "/access/jwt/tenants/1: '" + One + "' appears twice; remove one")]
    [InlineData("contoso", "/access/jwt/tenants: 'contoso' " + Form)]
    [InlineData("'*'", "/access/jwt/tenants: '*' " + Form)]
    [InlineData("Any", "/access/jwt/tenants: 'Any' " + Form)]
    [InlineData("[" + One + ", AAAAAAAA-2222-3333-4444-555555555555]", "/access/jwt/tenants/1: 'AAAAAAAA-2222-3333-4444-555555555555' " + Form)]
    [InlineData("'{" + One + "}'", "/access/jwt/tenants: '{" + One + "}' " + Form)]
    [InlineData("'11111111222233334444555555555555'", "/access/jwt/tenants: '11111111222233334444555555555555' " + Form)]
    [InlineData("'" + One + " '", "/access/jwt/tenants: '" + One + " ' " + Form)]
    [InlineData("\"" + One + "\\n\"", "/access/jwt/tenants: '" + One + "\n' " + Form)]
    public void Tenants_are_listed_or_any(string tenants, string message) => AssertOnly($"{{ {Issuer}, {Rest}, tenants: {tenants} }}", message);

    [Theory]
    [InlineData("https://l.example/{tenantid}/x/{tenantid}", "'{tenantid}' appears twice; write it once, as in 'https://login.microsoftonline.com/{tenantid}/v2.0'")]
    [InlineData("https://{tenantid}.l.example/v2.0", Segment)]
    [InlineData("https://{tenantid}/v2.0", Segment)]
    [InlineData("https://l.example:{tenantid}/v2.0", Segment)]
    [InlineData("https://{tenantid}", Segment)]
    [InlineData("https://l.example/a-{tenantid}/v2.0", Segment)]
    [InlineData("https://l.example/{tenantid}v2.0", Segment)]
    [InlineData("https://l.example/x?/{tenantid}/y", Segment)]
    [InlineData("https://l.example/{tenantid}?x", Segment)]
    [InlineData("https://l.example/{tenantId}/v2.0", Braces)]
    [InlineData("https://l.example/{tenant}/v2.0", Braces)]
    [InlineData("https://l.example/{{tenantid}}/v2.0", Braces)]
    [InlineData("https://l.example/{tenantid}/{x}", Braces)]
    [InlineData("https://me:secret@l.example/{tenantid}", "a URL carries no user name or password; remove what stands before the '@'")]
    [InlineData("https://l.example/{tenantid}/#x", "'https://l.example/{tenantid}/#x' has a fragment; remove '#' and what follows")]
    [InlineData("http://l.example/{tenantid}", "keys that come over http could be anybody's; write 'http://l.example/{tenantid}' with https")]
    [InlineData("/{tenantid}", "'/{tenantid}' is not an https URL; write one such as 'https://login.example.com'")]
    public void The_tenant_has_one_place_in_the_path(string issuer, string message)
    {
        var tenants = issuer.Contains("{tenantid}", StringComparison.Ordinal) ? ", tenants: any" : "";

        AssertOnly($"{{ issuer: '{issuer}', {Rest}{tenants} }}", $"/access/jwt/issuer: {message}");
    }

    [Theory]
    [InlineData("{ " + Issuer + ", " + Rest + " }", "/access/jwt/issuer: '{tenantid}' could be any tenant's; list in 'tenants' whose tokens are accepted, or write 'tenants: any'")]
    [InlineData("{ issuer: 'https://l.example', audience: a, tenants: any }", "/access/jwt/tenants: this issuer is one tenant's already; write '{tenantid}' in its name, as in 'https://login.microsoftonline.com/{tenantid}/v2.0', or remove 'tenants'")]
    [InlineData("{ issuer: 'https://l.example/" + One + "/v2.0', audience: a, tenants: [" + One + "] }", "/access/jwt/tenants: this issuer is one tenant's already; write '{tenantid}' in its name, as in 'https://login.microsoftonline.com/{tenantid}/v2.0', or remove 'tenants'")]
    [InlineData("{ " + Issuer + ", audience: a, tenants: any }", "/access/jwt/issuer: a name with '{tenantid}' is no address; say where its discovery document is, as in 'metadata: https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration'")]
    [InlineData("{ " + Issuer + ", audience: a, tenants: any, metadata: 'https://l.example/{tenantid}' }", "/access/jwt/metadata: keys are read once for all tenants, so '{tenantid}' means nothing here; write what the address has in its place, such as 'organizations' or 'common'")]
    [InlineData("[{ issuer: 'https://l.example', audience: a, jwksUri: 'https://l.example/{tenantid}' }]", "/access/jwt/0/jwksUri: keys are read once for all tenants, so '{tenantid}' means nothing here; write what the address has in its place, such as 'organizations' or 'common'")]
    [InlineData("[{ issuer: 'https://l.example/" + One + "/v2.0', audience: a }, { " + Issuer + ", " + Rest + ", tenants: [" + One + "] }]", "/access/jwt/1/issuer: 'https://l.example/" + One + "/v2.0' appears twice; describe it once, with all its audiences")]
    [InlineData("[{ " + Issuer + ", " + Rest + ", tenants: [" + One + "] }, { issuer: 'https://l.example/" + One + "/v2.0', audience: a }]", "/access/jwt/1/issuer: 'https://l.example/" + One + "/v2.0' appears twice; describe it once, with all its audiences")]
    [InlineData("[{ " + Issuer + ", " + Rest + ", tenants: [" + One + "] }, { " + Issuer + ", " + Rest + ", tenants: any }]", "/access/jwt/1/issuer: 'https://l.example/{tenantid}/v2.0' appears twice; describe it once, with all its audiences")]
    public void An_issuer_of_many_tenants_says_whose_tokens_are_accepted_and_where_its_keys_are(string jwt, string message) => AssertOnly(jwt, message);

    [Theory]
    [InlineData("{ " + Issuer + ", " + Rest + ", tenants: any }")]
    [InlineData("{ " + Issuer + ", " + Rest + ", tenants: [any] }")]
    [InlineData("{ " + Issuer + ", " + Rest + ", tenants: " + One + " }")]
    [InlineData("{ " + Issuer + ", audience: a, jwksUri: 'https://l.example/keys', tenants: [" + One + ", aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee] }")]
    [InlineData("{ issuer: 'https://sts.example/{tenantid}/', " + Rest + ", tenants: any }")]
    [InlineData("{ issuer: 'http://127.0.0.1:7079/{tenantid}', " + Rest + ", tenants: any }")]
    [InlineData("[{ " + Issuer + ", " + Rest + ", tenants: any }, { issuer: 'https://l.example/" + One + "/v2.0', audience: b }]")]
    public void An_issuer_of_many_tenants_that_makes_sense_is_accepted(string jwt) => Assert.Empty(ErrorsOf(jwt));

    private static void AssertOnly(string jwt, string message) => Assert.EndsWith($": {message}", Assert.Single(ErrorsOf(jwt)), StringComparison.Ordinal);

    private static IReadOnlyList<string> ErrorsOf(string jwt) => [.. Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\naccess: {{ jwt: {jwt} }}").Errors];
}
