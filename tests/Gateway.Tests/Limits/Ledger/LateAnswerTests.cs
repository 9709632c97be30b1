using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

/// <summary>A lease is counted from before its write was sent, however late the answer comes.</summary>
public sealed class LateAnswerTests
{
    private static readonly LimitModel[] Limits = [new("burst", 100, TimeSpan.FromSeconds(1)) { FailClosed = true }];

    private readonly ManualClock _clock = new();

    [Fact]
    public void An_answer_within_the_leases_life_lets_requests_in_until_its_end()
    {
        var counter = Leased(answeredAt: Limits[0].LeaseLife / 2);

        Assert.Equal(LimitOutcome.Taken, counter.Take(Limits, Limits[0].LeaseLife - 1, []).Outcome);
        Assert.Equal(LimitOutcome.Missing, counter.Take(Limits, Limits[0].LeaseLife, []).Outcome);
    }

    [Fact]
    public void An_answer_after_the_leases_life_brings_nothing()
    {
        var counter = Leased(answeredAt: Limits[0].LeaseLife);

        Assert.Equal(LimitOutcome.Missing, counter.Take(Limits, Limits[0].LeaseLife, []).Outcome);
    }

    // Asks at 0, and is answered then.
    private SharedCounter Leased(long answeredAt)
    {
        var counter = new SharedCounter(new TableKey("p", "limits"), 1, new StoreTime(_clock), new FleetSize(), 0);
        Assert.Equal(LimitOutcome.Missing, counter.Take(Limits, 0, []).Outcome);
        Assert.True(counter.TryBegin(0));
        Assert.Equal(LedgerStepKind.Read, counter.Next(0).Kind);
        counter.OnRead(new TableRead(null, _clock.GetUtcNow()), 0);
        Assert.Equal(LedgerStepKind.Write, counter.Next(0).Kind);
        counter.OnWritten(new TableWriteResult(TableError.None, new ETag("1"), _clock.GetUtcNow()) { Timestamp = _clock.GetUtcNow() }, answeredAt);
        counter.End();
        return counter;
    }
}
