using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Tests.Trust;

public sealed class AssertionIssuerTests : IAsyncDisposable
{
    private readonly TrustFixture _trust = new();

    [Fact]
    public async Task An_assertion_says_who_calls()
    {
        var assertion = await _trust.IssueAsync();

        var result = await _trust.Verifier.VerifyAsync(assertion, CancellationToken.None);

        Assert.Equal(AssertionFailure.None, result.Failure);
        Assert.Equal(("acme", "default", "gateway"), (result.Caller!.Consumer, result.Caller.Tenant, result.Caller.Issuer));
        Assert.Equal(["orders.read", "orders.write"], result.Caller.Scopes.Order());
    }

    [Fact]
    public async Task The_same_caller_gets_the_same_assertion_for_four_minutes()
    {
        var first = await _trust.IssueAsync();

        _trust.Clock.Advance(AssertionIssuer.Reuse - TimeSpan.FromSeconds(1));
        var again = await _trust.Issuer.IssueAsync(new("acme", "default", ["orders.read", "orders.write"]), TrustFixture.Service, CancellationToken.None);
        _trust.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await _trust.IssueAsync();

        Assert.Same(first, again);
        Assert.NotEqual(first, later);
    }

    [Fact]
    public async Task Other_scopes_tenants_and_services_get_their_own_assertions()
    {
        AssertionSubject[] subjects =
            [TrustFixture.Acme, TrustFixture.Acme with { Tenant = "other" }, TrustFixture.Acme with { Scopes = [] }, TrustFixture.Acme with { Consumer = "b" }];

        var assertions = new HashSet<string>();
        foreach (var subject in subjects)
        {
            assertions.Add(await _trust.Issuer.IssueAsync(subject, "orders", CancellationToken.None));
            assertions.Add(await _trust.Issuer.IssueAsync(subject, "payments", CancellationToken.None));
        }

        Assert.Equal(8, assertions.Count);
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_signature_and_one_key()
    {
        var assertions = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(_trust.IssueAsync)));

        Assert.Single(assertions.Distinct());
        Assert.Equal(1, _trust.Tables.Writes);
    }

    [Fact]
    public async Task Nothing_is_issued_before_the_key_is_published()
    {
        _trust.Tables.Fault = TableFault.Unavailable;
        await Assert.ThrowsAsync<TableStoreException>(_trust.IssueAsync);

        _trust.Tables.Fault = null;
        var assertion = await _trust.IssueAsync();

        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(assertion));
    }

    [Fact]
    public async Task A_key_is_replaced_daily_and_the_old_one_stays_valid_for_what_it_signed()
    {
        await _trust.IssueAsync();
        _trust.Clock.Advance(SigningKey.Life - TimeSpan.FromSeconds(1));
        var before = await _trust.IssueAsync();

        _trust.Clock.Advance(AssertionIssuer.Reuse);
        var after = await _trust.IssueAsync();

        Assert.Equal(2, _trust.Tables.Writes);
        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(before));
        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(after));
    }

    [Fact]
    public async Task The_old_key_signs_on_for_an_hour_when_the_new_one_cant_be_published()
    {
        await _trust.IssueAsync();
        _trust.Clock.Advance(SigningKey.Life);
        _trust.Tables.Fault = TableFault.Unavailable;

        var assertion = await _trust.IssueAsync();
        _trust.Clock.Advance(SigningKey.Overlap);
        var tooLate = _trust.IssueAsync();

        Assert.NotEmpty(assertion);
        await Assert.ThrowsAsync<TableStoreException>(() => tooLate);
    }

    [Fact]
    public async Task A_new_key_sweeps_up_the_expired_ones()
    {
        await _trust.IssueAsync();
        _trust.Clock.Advance(SigningKey.Life + SigningKey.Overlap + SigningKey.Overlap + TimeSpan.FromSeconds(1));

        await _trust.IssueAsync();

        var rows = await _trust.Tables.QueryAsync(TrustTable.Of("gateway"), TableQuery.InPartition("gateway"), CancellationToken.None);
        while (rows.Entities.Count > 1)
        {
            await Task.Yield();
            rows = await _trust.Tables.QueryAsync(TrustTable.Of("gateway"), TableQuery.InPartition("gateway"), CancellationToken.None);
        }

        Assert.Single(rows.Entities);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_take_the_others_down()
    {
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();

        var given = await Record.ExceptionAsync(() => _trust.Issuer.IssueAsync(TrustFixture.Acme, "orders", impatient.Token).AsTask());
        var assertion = await _trust.IssueAsync();

        Assert.True(given is null or OperationCanceledException);
        Assert.Equal(AssertionFailure.None, await _trust.VerifyAsync(assertion));
    }

    public ValueTask DisposeAsync() => _trust.DisposeAsync();
}
