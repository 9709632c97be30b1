using Tollgate.Hosting.Azure.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Tests.Tables;

public sealed class StoreClockTests
{
    private readonly ManualClock _time = new(new DateTimeOffset(2040, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Before_any_answer_the_time_is_as_early_as_can_be() => Assert.Equal(DateTimeOffset.UnixEpoch, new StoreClock(_time).Observe(null));

    [Fact]
    public void An_answer_tells_the_time_whatever_this_machine_believes() => Assert.Equal(Answer.Date, new StoreClock(_time).Observe(Answer.Ok));

    [Fact]
    public void Without_headers_the_last_answer_goes_on_monotonically()
    {
        var clock = new StoreClock(_time);
        clock.Observe(Answer.Ok);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Answer.Date.AddSeconds(5), clock.Observe(null));
    }

    [Fact]
    public void A_late_answer_does_not_turn_the_clock_back()
    {
        var clock = new StoreClock(_time);
        clock.Observe(Answer.Ok);
        _time.Advance(TimeSpan.FromSeconds(2));

        clock.Observe(Answer.Ok);

        Assert.Equal(Answer.Date.AddSeconds(2), clock.Observe(null));
    }

    [Fact]
    public void After_a_while_the_store_is_believed_again()
    {
        var clock = new StoreClock(_time);
        clock.Observe(Answer.Ok);
        _time.Advance(TimeSpan.FromSeconds(11));

        clock.Observe(new Answer(200, ("Date", Answer.Date.AddSeconds(10).ToString("R"))));

        Assert.Equal(Answer.Date.AddSeconds(10), clock.Observe(null));
    }
}
