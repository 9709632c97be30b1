using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Authentication.Tokens;

namespace Tollgate.Gateway.Tests.Authentication;

public sealed class TenantIssuerTests
{
    private const string Open = "https://login.example/{tenantid}/v2.0";

    [Fact]
    public void Every_tenant_that_is_inserted_is_found_again() => Prop.ForAll<Guid>(id =>
    {
        var issuer = TenantIssuer.Of(Open, NameOf(id));

        return issuer?.Tenant == id.ToString() && issuer.Name == NameOf(id) && issuer.IsNamedBy(Open) && issuer.IsNamedBy(NameOf(id));
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_name_with_any_character_changed_is_nobodys_or_another_tenants()
    {
        var changes = from id in ArbMap.Default.GeneratorFor<Guid>()
                      from at in Gen.Choose(0, NameOf(id).Length - 1)
                      from character in Gen.Elements("0123456789abcdefABCDEF-{}/. +".ToCharArray())
                      select (Name: NameOf(id), Changed: string.Concat(NameOf(id).AsSpan(0, at), [character], NameOf(id).AsSpan(at + 1)));

        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            var issuer = TenantIssuer.Of(Open, change.Changed);

            return change.Changed == change.Name || issuer is null || (issuer.Name == change.Changed && !issuer.IsNamedBy(change.Name));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://login.example/{tenantid}/v2.0")]
    [InlineData("https://login.example/11111111-2222-3333-4444-555555555555/v2.0/")]
    [InlineData("https://login.example/{11111111-2222-3333-4444-5555555555}/v2.0")]
    [InlineData("https://login.example/0x111111-2222-3333-4444-555555555555/v2.0")]
    [InlineData("https://login.example/+1111111-2222-3333-4444-555555555555/v2.0")]
    [InlineData("https://login.example/1111111-12222-3333-4444-555555555555/v2.0")]
    [InlineData("https://login.example/\n1111111-2222-3333-4444-55555555555\n/v2.0")]
    public void Nothing_but_a_canonical_guid_is_a_tenant(string name) => Assert.Null(TenantIssuer.Of(Open, name));

    private static string NameOf(Guid tenant) => Open.Replace("{tenantid}", tenant.ToString(), StringComparison.Ordinal);
}
