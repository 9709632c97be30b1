using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Tests.Trust;

/// <summary>Which keys of an issuer are known, for how long, and what finding out costs.</summary>
public sealed class TrustedKeysTests : IAsyncDisposable
{
    private readonly TrustFixture _trust = new();

    [Fact]
    public async Task An_unknown_key_id_costs_one_read_and_many_cost_ten_a_second()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string WithKeyId(string keyId) => _trust.Forge(new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256));

        Assert.Equal(AssertionFailure.Key, await _trust.VerifyAsync(WithKeyId("k")));
        Assert.Equal(AssertionFailure.Key, await _trust.VerifyAsync(WithKeyId("k")));
        Assert.Equal(1, _trust.Tables.Reads);

        for (var index = 0; index < 50; index++)
        {
            await _trust.VerifyAsync(WithKeyId("k" + index));
        }

        Assert.Equal(10, _trust.Tables.Reads);
        Assert.Equal(AssertionFailure.Unavailable, await _trust.VerifyAsync(WithKeyId("one-more")));
        _trust.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AssertionFailure.Key, await _trust.VerifyAsync(WithKeyId("one-more")));
    }

    [Fact]
    public async Task A_burst_of_first_requests_reads_a_key_once_and_refuses_none()
    {
        for (var restart = 0; restart < 20; restart++)
        {
            _trust.Clock.Advance(TimeSpan.FromSeconds(1));
            var credentials = await _trust.PublishAsync();
            var assertions = Enumerable.Range(0, 64).Select(number => _trust.Forge(credentials, token => token.Claims["consumer"] = $"c{number}")).ToList();
            var before = _trust.Tables.Reads;

            var failures = await Task.WhenAll(assertions.Select(assertion => Task.Run(() => _trust.VerifyAsync(assertion))));

            Assert.All(failures, failure => Assert.Equal(AssertionFailure.None, failure));
            Assert.Equal(before + 1, _trust.Tables.Reads);
        }
    }

    [Fact]
    public async Task An_issuer_that_restarts_is_trusted_with_its_new_key_at_once()
    {
        await _trust.VerifyAsync(await _trust.IssueAsync());

        var restarted = new AssertionIssuer("gateway", _trust.Tables, _trust.Clock);
        var assertion = await restarted.IssueAsync(TrustFixture.Acme, TrustFixture.Service, CancellationToken.None);

        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task A_key_whose_row_is_removed_ends_within_minutes()
    {
        var credentials = await _trust.PublishAsync();
        await _trust.VerifyAsync(_trust.Forge(credentials));
        await _trust.Tables.WriteAsync(
            TrustTable.Of("gateway"), TableWrite.Delete(new TableKey("gateway", credentials.Kid), ETag.Any), CancellationToken.None);

        _trust.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(AssertionFailure.Key, await _trust.VerifyAsync(_trust.Forge(credentials)));
    }

    [Fact]
    public async Task A_known_key_stays_good_while_the_store_is_down()
    {
        var credentials = await _trust.PublishAsync();
        await _trust.VerifyAsync(_trust.Forge(credentials));
        _trust.Tables.Fault = TableFault.Unavailable;

        _trust.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(_trust.Forge(credentials)));
    }

    [Fact]
    public async Task A_key_that_has_expired_is_refused()
    {
        var credentials = await _trust.PublishAsync();

        _trust.Clock.Advance(SigningKey.Life + SigningKey.Overlap + SigningKey.Overlap);

        Assert.Equal(AssertionFailure.Key, await _trust.VerifyAsync(_trust.Forge(credentials)));
    }

    [Fact]
    public async Task While_the_store_is_down_nothing_is_known_of_a_new_key()
    {
        var assertion = await _trust.IssueAsync();
        _trust.Tables.Fault = TableFault.Throttled;

        Assert.Equal(AssertionFailure.Unavailable, await _trust.VerifyAsync(assertion));
    }

    public ValueTask DisposeAsync() => _trust.DisposeAsync();
}
