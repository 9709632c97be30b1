using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Functional.Tokens;

/// <summary>Which signatures count, and of which keys (RFC 8725).</summary>
public sealed class TokenSignatureTests
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task A_token_signed_with_a_usual_algorithm_is_accepted(string algorithm)
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Provider.Keys = [algorithm is "ES256" ? SigningKeyPair.EllipticCurve("k") : SigningKeyPair.Rsa("k", algorithm)];

        using var first = await gateway.GetAsync(gateway.Token());
        using var second = await gateway.GetAsync(gateway.Token());

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Theory]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Another_algorithm_is_accepted_where_the_route_names_it_and_nowhere_else(string algorithm)
    {
        await using var gateway = await TokenGateway.StartAsync($", algorithms: [{algorithm}]");
        await using var strict = await TokenGateway.StartAsync();
        gateway.Provider.Keys = strict.Provider.Keys = [algorithm[0] is 'E' ? SigningKeyPair.EllipticCurve("k", algorithm) : SigningKeyPair.Rsa("k", algorithm)];

        var statuses = new[] { await gateway.StatusAsync(gateway.Token()), await strict.StatusAsync(strict.Token()) };

        Assert.Equal([200, 401], statuses);
    }

    [Fact]
    public async Task An_unsigned_token_is_refused_however_it_is_spelled()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var claims = SigningKeyPair.Encode(gateway.Provider.Claims(gateway.Clock.GetUtcNow()));
        string[] headers = ["""{"alg":"none"}""", """{"alg":"None","typ":"JWT"}""", """{"alg":"nOnE","kid":"one"}""", """{"alg":""}""", "{}", """{"alg":null}""", """{"alg":["ES256","none"]}"""];

        foreach (var header in headers)
        {
            Assert.Equal(401, await gateway.StatusAsync($"{SigningKeyPair.Encode(header)}.{claims}."));
            Assert.Equal(401, await gateway.StatusAsync($"{SigningKeyPair.Encode(header)}.{claims}.AAAA"));
        }
    }

    [Fact]
    public async Task A_public_key_is_never_taken_for_a_shared_secret()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Provider.Keys = [SigningKeyPair.Rsa("k")];
        var content = $"{SigningKeyPair.Encode("""{"alg":"HS256","typ":"JWT","kid":"k"}""")}.{SigningKeyPair.Encode(gateway.Provider.Claims(gateway.Clock.GetUtcNow()))}";
        string[] secrets = [gateway.Provider.Keys[0].Jwk, gateway.Provider.Keys[0].Material, gateway.Provider.Jwks()];

        foreach (var secret in secrets)
        {
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(content));
            Assert.Equal(401, await gateway.StatusAsync($"{content}.{Base64Url.EncodeToString(signature)}"));
        }
    }

    [Fact]
    public async Task A_signature_of_another_key_under_the_same_name_does_not_match()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var impostor = SigningKeyPair.EllipticCurve("one");
        var valid = gateway.Token();

        using var forged = await gateway.GetAsync(impostor.Sign(gateway.Provider.Header(), gateway.Provider.Claims(gateway.Clock.GetUtcNow())));
        var moved = await gateway.StatusAsync(string.Join('.', valid.Split('.')[0], SigningKeyPair.Encode(gateway.Provider.Claims(gateway.Clock.GetUtcNow(), ("sub", "mallory"))), valid.Split('.')[2]));
        var cut = await gateway.StatusAsync(valid[..valid.LastIndexOf('.')] + ".");

        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(
            "Bearer realm=\"shop\", error=\"invalid_token\", error_description=\"The signature of the token does not match\"",
            forged.Headers.WwwAuthenticate.Single().ToString());
        Assert.Equal([401, 401], [moved, cut]);
    }

    [Fact]
    public async Task A_key_that_a_token_brings_along_or_points_to_is_not_looked_at()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var own = SigningKeyPair.EllipticCurve("own");
        await using var elsewhere = await IdentityProvider.StartAsync();
        elsewhere.Keys = [own];
        var claims = gateway.Provider.Claims(gateway.Clock.GetUtcNow());
        string[] headers =
        [
            $$"""{"alg":"ES256","kid":"own","jwk":{{own.Jwk}}}""",
            $$"""{"alg":"ES256","jwk":{{own.Jwk}}}""",
            $$"""{"alg":"ES256","kid":"own","jku":"{{elsewhere.Issuer}}/keys"}""",
            $$"""{"alg":"ES256","kid":"one","jku":"{{elsewhere.Issuer}}/keys","jwk":{{own.Jwk}}}""",
            $$"""{"alg":"ES256","kid":"own","x5u":"{{elsewhere.Issuer}}/keys","x5c":["AAAA"]}""",
        ];

        foreach (var header in headers)
        {
            Assert.Equal(401, await gateway.StatusAsync(own.Sign(header, claims)));
        }

        Assert.Equal(0, elsewhere.Reads);
    }

    [Fact]
    public async Task A_key_signs_only_what_it_is_published_for()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var (encryption, wrapping, other, weak, good) =
            (SigningKeyPair.Rsa("enc"), SigningKeyPair.Rsa("wrap"), SigningKeyPair.Rsa("other", "PS256"), SigningKeyPair.Rsa("weak", bits: 1024), SigningKeyPair.Rsa("good"));
        gateway.Provider.Instead = context => context.Request.Path == "/keys"
            ? context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($$"""
                {"keys":[
                  {"kid":"enc","use":"enc",{{encryption.Material}}},
                  {"kid":"wrap","key_ops":["wrapKey"],{{wrapping.Material}}},
                  {"kid":"other","alg":"RS256",{{other.Material}}},
                  {"kid":"weak",{{weak.Material}}},
                  {"kid":"shared","kty":"oct","k":"AAAA"},
                  {"kid":"broken","kty":"RSA","n":"!","e":"AQAB"}, {"kty":"RSA","use":"\ud800"}, {"kty":"EC","crv":"P-256","x":"AA","y":"AA"}, {"kty":"RSA"}, {}, 7, null,
                  {"kid":"good","use":"sig","key_ops":["verify"],"alg":"RS256","x5c":["ignored"],{{good.Material}}}
                ]}
                """)).AsTask()
            : gateway.Provider.WriteAsync(context);
        var claims = gateway.Provider.Claims(gateway.Clock.GetUtcNow());

        foreach (var key in (SigningKeyPair[])[encryption, wrapping, other, weak])
        {
            Assert.Equal(401, await gateway.StatusAsync(key.Sign($$"""{"alg":"{{key.Algorithm}}","kid":"{{key.Id}}"}""", claims)));
        }

        Assert.Equal(200, await gateway.StatusAsync(good.Sign("""{"alg":"RS256","kid":"good"}""", claims)));
    }

    [Fact]
    public async Task A_token_that_names_no_key_needs_an_issuer_with_just_one()
    {
        await using var one = await TokenGateway.StartAsync();
        await using var two = await TokenGateway.StartAsync();
        one.Provider.Keys = [SigningKeyPair.EllipticCurve("a"), SigningKeyPair.Rsa("b")];
        two.Provider.Keys = [SigningKeyPair.EllipticCurve("a"), SigningKeyPair.EllipticCurve("b")];

        var single = await one.StatusAsync(one.Provider.Keys[0].Sign("""{"alg":"ES256"}""", one.Provider.Claims(one.Clock.GetUtcNow())));
        var unclear = await two.StatusAsync(two.Provider.Keys[0].Sign("""{"alg":"ES256"}""", two.Provider.Claims(two.Clock.GetUtcNow())));

        Assert.Equal([200, 401], [single, unclear]);
    }
}
