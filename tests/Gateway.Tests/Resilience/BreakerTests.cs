using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Tests.Resilience;

public sealed class BreakerTests
{
    private static readonly BreakerSettings Settings = BreakerSettings.Of(null)!;

    private readonly Breaker _breaker = new();
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void Five_failures_in_a_row_open_it()
    {
        var changes = Enumerable.Range(0, 5).Select(_ => Fail()).ToList();

        Assert.Equal([false, false, false, false, true], changes);
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void A_success_in_between_starts_the_row_again()
    {
        for (var round = 0; round < 4; round++)
        {
            Fail();
        }

        Succeed();
        Fail();

        Assert.True(_breaker.IsClosed);
    }

    [Fact]
    public void Half_of_ten_within_the_window_open_it()
    {
        for (var pair = 0; pair < 4; pair++)
        {
            Succeed();
            Fail();
        }

        Succeed();
        var opened = Fail();

        Assert.True(opened);
    }

    [Fact]
    public void A_little_less_than_half_does_not()
    {
        for (var round = 0; round < 100; round++)
        {
            Succeed();
            Succeed();
            Fail();
        }

        Assert.True(_breaker.IsClosed);
    }

    [Fact]
    public void What_is_older_than_the_window_counts_no_longer()
    {
        for (var round = 0; round < 4; round++)
        {
            Fail();
        }

        _now += Settings.Window;
        Succeed();
        for (var pair = 0; pair < 4; pair++)
        {
            Fail();
            Succeed();
        }

        Assert.True(_breaker.IsClosed);
    }

    [Fact]
    public void The_open_time_doubles_up_to_its_limit_and_starts_again_after_a_good_while()
    {
        List<double> times = [];
        for (var opening = 0; opening < 6; opening++)
        {
            times.Add(OpenAndWait());
        }

        Trial();
        Assert.True(Succeed(trial: true));
        _now += Settings.MaxOpen;
        for (var failure = 0; failure < 5; failure++)
        {
            Fail();
        }

        times.Add((_breaker.TrialAt(false, Settings) - _now).TotalSeconds);
        Assert.Equal([5, 10, 20, 40, 60, 60, 5], times);
    }

    [Fact]
    public void A_server_that_others_can_not_replace_is_tried_again_after_the_shortest_time()
    {
        OpenAndWait();
        Trial();
        Fail(trial: true);

        Assert.Equal(10, (_breaker.TrialAt(hurried: false, Settings) - _now).TotalSeconds);
        Assert.Equal(5, (_breaker.TrialAt(hurried: true, Settings) - _now).TotalSeconds);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(30, 30)]
    [InlineData(3600, 60)]
    public void What_the_upstream_asks_for_is_the_open_time(int asked, int expected)
    {
        for (var failure = 0; failure < 5; failure++)
        {
            _breaker.Failed(_now, trial: false, TimeSpan.FromSeconds(asked), Settings);
        }

        Assert.Equal(expected, (_breaker.TrialAt(hurried: true, Settings) - _now).TotalSeconds);
    }

    [Fact]
    public void One_request_at_a_time_may_try_and_decides()
    {
        OpenAndWait();

        Assert.True(_breaker.TryEnter(_now, false, Settings));
        Assert.False(_breaker.TryEnter(_now, false, Settings));
        Assert.True(Succeed(trial: true));
        Assert.True(_breaker.IsClosed);
    }

    [Fact]
    public void A_trial_of_which_nothing_is_heard_makes_room_for_the_next_as_well()
    {
        OpenAndWait();
        Trial();

        Assert.False(_breaker.TryEnter(_now + Settings.Open - TimeSpan.FromTicks(1), false, Settings));
        Assert.True(_breaker.TryEnter(_now + Settings.Open, false, Settings));
        Assert.False(_breaker.TryEnter(_now + Settings.Open, false, Settings));
        Assert.True(Succeed(trial: true));
    }

    [Fact]
    public void A_trial_whose_client_left_makes_room_for_the_next()
    {
        OpenAndWait();
        Trial();

        Assert.True(_breaker.Abandoned());
        Assert.Equal(BreakerState.Open, _breaker.State);
        Assert.True(_breaker.TryEnter(_now, false, Settings));
    }

    [Fact]
    public void Requests_from_before_it_opened_change_nothing()
    {
        OpenAndWait();

        Assert.False(Succeed());
        Assert.False(Fail());
        Assert.Equal(BreakerState.Open, _breaker.State);

        Trial();
        Assert.False(Succeed());
        Assert.False(Fail());
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
    }

    [Fact]
    public void Whatever_happens_it_opens_exactly_when_the_rules_say()
    {
        var step = Gen.Choose(0, 9).Zip(Gen.Choose(0, 4000));

        Prop.ForAll(step.ListOf().ToArbitrary(), AgreesWithRules).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    // The rules once more, over all that ever happened: slices of a tenth of the window, the current one and nine before.
    private static bool AgreesWithRules(IList<(int Outcome, int Milliseconds)> steps)
    {
        var settings = BreakerSettings.Of(new BreakerConfig { MinRequests = 4, Consecutive = 3, Window = new Duration(TimeSpan.FromSeconds(10)) })!;
        var breaker = new Breaker();
        var now = TimeSpan.FromHours(1);
        List<(long Slice, bool Failed)> past = [];
        foreach (var (outcome, milliseconds) in steps)
        {
            now += TimeSpan.FromMilliseconds(milliseconds);
            var slice = now.Ticks / (settings.Window.Ticks / 10);
            var failed = outcome < 4;
            past.Add((slice, failed));
            var opened = failed ? breaker.Failed(now, false, null, settings) : breaker.Succeeded(now, false, settings);
            var recent = past.Where(entry => entry.Slice > slice - 10).ToList();
            var tooMany = recent.Count >= 4 && recent.Count(entry => entry.Failed) * 2 >= recent.Count;
            var inARow = past.TakeLast(3).Count(entry => entry.Failed) == 3;
            if (opened != (failed && (tooMany || inARow)))
            {
                return false;
            }

            if (opened)
            {
                return true;
            }
        }

        return breaker.IsClosed;
    }

    private bool Fail(bool trial = false) => _breaker.Failed(_now, trial, null, Settings);

    private bool Succeed(bool trial = false) => _breaker.Succeeded(_now, trial, Settings);

    private void Trial() => Assert.True(_breaker.TryEnter(_now, false, Settings));

    private double OpenAndWait()
    {
        if (_breaker.IsClosed)
        {
            for (var failure = 0; failure < 5; failure++)
            {
                Fail();
            }
        }
        else
        {
            Trial();
            Assert.True(Fail(trial: true));
        }

        var time = _breaker.TrialAt(hurried: false, Settings) - _now;
        Assert.False(_breaker.TryEnter(_now + time - TimeSpan.FromTicks(1), false, Settings));
        _now += time;
        return time.TotalSeconds;
    }
}
