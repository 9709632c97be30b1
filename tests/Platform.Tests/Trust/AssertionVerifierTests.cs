using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Tests.Trust;

public sealed class AssertionVerifierTests : IAsyncDisposable
{
    private readonly TrustFixture _trust = new();

    [Fact]
    public async Task An_unsigned_assertion_is_refused()
    {
        var assertion = _trust.Forge(credentials: null);

        Assert.Equal(AssertionFailure.Algorithm, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task A_public_key_is_no_secret_for_HS256()
    {
        var credentials = await _trust.PublishAsync();
        var parameters = ((ECDsaSecurityKey)credentials.Key).ECDsa.ExportSubjectPublicKeyInfo();
        var key = new SymmetricSecurityKey(parameters) { KeyId = credentials.Kid };

        var assertion = _trust.Forge(new SigningCredentials(key, SecurityAlgorithms.HmacSha256));

        Assert.Equal(AssertionFailure.Algorithm, await _trust.VerifyAsync(assertion));
    }

    [Theory]
    [InlineData(SecurityAlgorithms.EcdsaSha384)]
    [InlineData(SecurityAlgorithms.EcdsaSha512)]
    public async Task Only_ES256_is_accepted(string algorithm)
    {
        var curve = algorithm is SecurityAlgorithms.EcdsaSha384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP521;
        using var key = ECDsa.Create(curve);

        var assertion = _trust.Forge(new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = "k" }, algorithm));

        Assert.Equal(AssertionFailure.Algorithm, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task A_key_of_one_issuer_does_not_speak_for_another()
    {
        var management = await _trust.PublishAsync("management");

        var assertion = _trust.Forge(management);

        Assert.Equal(AssertionFailure.Key, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task A_key_that_borrows_a_published_id_is_refused()
    {
        var genuine = await _trust.PublishAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var assertion = _trust.Forge(new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = genuine.Kid }, SecurityAlgorithms.EcdsaSha256));

        Assert.Equal(AssertionFailure.Signature, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task An_issuer_that_is_not_trusted_is_refused_whatever_its_key()
    {
        var credentials = await _trust.PublishAsync();

        var assertion = _trust.Forge(credentials, token => token.Issuer = "Gateway");

        Assert.Equal(AssertionFailure.Issuer, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task An_assertion_for_another_service_is_refused()
    {
        var credentials = await _trust.PublishAsync();

        var other = _trust.Forge(credentials, token => token.Audience = "payments");
        var slash = _trust.Forge(credentials, token => token.Audience = TrustFixture.Service + "/");

        Assert.Equal(AssertionFailure.Audience, await _trust.VerifyAsync(other));
        Assert.Equal(AssertionFailure.Audience, await _trust.VerifyAsync(slash));
    }

    [Fact]
    public async Task An_assertion_ends_with_its_time_and_a_minute_of_grace()
    {
        var assertion = await _trust.IssueAsync();

        _trust.Clock.Advance(AssertionIssuer.Life + AssertionVerifier.ClockSkew - TimeSpan.FromSeconds(1));
        var inTime = await _trust.VerifyAsync(assertion);
        _trust.Clock.Advance(TimeSpan.FromSeconds(1));
        var remembered = await _trust.VerifyAsync(assertion);
        var unseen = await new AssertionVerifier(TrustFixture.Service, ["gateway"], _trust.Tables, _trust.Clock).VerifyAsync(assertion, CancellationToken.None);

        Assert.Equal(AssertionFailure.None, inTime);
        Assert.Equal(AssertionFailure.Expired, remembered);
        Assert.Equal(AssertionFailure.Expired, unseen.Failure);
    }

    [Fact]
    public async Task An_assertion_of_the_future_is_refused_until_then()
    {
        var credentials = await _trust.PublishAsync();
        var start = _trust.Clock.GetUtcNow().AddMinutes(2).UtcDateTime;

        var notBefore = _trust.Forge(credentials, token => token.NotBefore = start);
        var issuedAt = _trust.Forge(credentials, token => token.IssuedAt = start);

        Assert.Equal(AssertionFailure.NotYetValid, await _trust.VerifyAsync(notBefore));
        Assert.Equal(AssertionFailure.NotYetValid, await _trust.VerifyAsync(issuedAt));
        _trust.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(notBefore));
    }

    [Fact]
    public async Task A_changed_payload_breaks_the_signature()
    {
        var parts = (await _trust.IssueAsync()).Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("acme", "evil", StringComparison.Ordinal);

        var assertion = $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";

        Assert.Equal(AssertionFailure.Signature, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task Whatever_single_character_is_changed_the_assertion_is_refused()
    {
        var genuine = await _trust.IssueAsync();

        for (var index = 0; index < genuine.Length; index += 7)
        {
            var symbol = genuine[index] == 'A' ? 'B' : 'A';
            var changed = string.Concat(genuine.AsSpan(0, index), symbol.ToString(), genuine.AsSpan(index + 1));

            Assert.NotEqual(AssertionFailure.None, await _trust.VerifyAsync(changed));
        }
    }

    [Fact]
    public async Task An_anonymous_caller_is_nobody_in_a_tenant_and_may_do_nothing()
    {
        var assertion = await _trust.Issuer.IssueAsync(new AssertionSubject("", "default", []), TrustFixture.Service, CancellationToken.None);

        var result = await _trust.Verifier.VerifyAsync(assertion, CancellationToken.None);

        Assert.Equal(AssertionFailure.None, result.Failure);
        Assert.Equal(("", "default"), (result.Caller!.Consumer, result.Caller.Tenant));
        Assert.Empty(result.Caller.Scopes);
    }

    [Fact]
    public async Task Assertions_without_consumer_tenant_scope_or_end_are_refused()
    {
        var credentials = await _trust.PublishAsync();

        string[] incomplete =
        [
            _trust.Forge(credentials, token => token.Claims.Remove("consumer")),
            _trust.Forge(credentials, token => token.Claims["tenant"] = ""),
            _trust.Forge(credentials, token => token.Claims.Remove("scope")),
            _trust.Forge(credentials, token => token.Expires = null),
        ];

        foreach (var assertion in incomplete)
        {
            Assert.Equal(AssertionFailure.Claims, await _trust.VerifyAsync(assertion));
        }
    }

    [Fact]
    public async Task A_token_of_another_kind_is_refused_even_with_a_good_signature()
    {
        var credentials = await _trust.PublishAsync();

        var assertion = _trust.Forge(credentials, token => token.TokenType = "JWT");

        Assert.Equal(AssertionFailure.Malformed, await _trust.VerifyAsync(assertion));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AA.AA.AA")]
    [InlineData("ey\u0000.\u00ff.\ud800")]
    [InlineData("e30.e30.e30")]
    [InlineData("bnVsbA.bnVsbA.AA")]
    public async Task Nonsense_is_refused_without_asking_the_store(string nonsense)
    {
        Assert.Equal(AssertionFailure.Malformed, await _trust.VerifyAsync(nonsense));
        Assert.Equal(0, _trust.Tables.Reads);
    }

    [Fact]
    public async Task What_is_too_long_is_not_even_read()
    {
        Assert.Equal(AssertionFailure.TooLong, await _trust.VerifyAsync(new string('a', AssertionVerifier.MaxLength + 1)));
    }

    [Theory]
    [InlineData("../management")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\u0000b")]
    [InlineData("abc\n")]
    [InlineData("")]
    public async Task A_key_id_that_is_no_key_id_never_reaches_the_store(string keyId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var assertion = _trust.Forge(new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256));

        Assert.Equal(AssertionFailure.Key, await _trust.VerifyAsync(assertion));
        Assert.Equal(0, _trust.Tables.Reads);
    }

    [Fact]
    public async Task A_verified_assertion_is_remembered()
    {
        var assertion = await _trust.IssueAsync();
        await _trust.VerifyAsync(assertion);
        _trust.Tables.Fault = TableFault.Unavailable;

        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(assertion));
        Assert.Equal(1, _trust.Tables.Reads);
    }

    public ValueTask DisposeAsync() => _trust.DisposeAsync();
}
