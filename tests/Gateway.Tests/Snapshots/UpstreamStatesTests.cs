using Tollgate.Gateway.Snapshots;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Snapshots;

public sealed class UpstreamStatesTests
{
    private static readonly Uri One = new("http://10.0.0.1");
    private static readonly Uri Other = new("http://10.0.0.2");

    private readonly ManualClock _clock = new();
    private readonly UpstreamStates _states;

    public UpstreamStatesTests() => _states = new UpstreamStates(Compilers.Events(), _clock);

    [Fact]
    public void A_server_that_stays_keeps_its_state_and_one_that_was_away_begins_anew()
    {
        var first = Use(draft => draft.Destination("t", "u", One, inPlace: false));
        var second = Use(draft => draft.Destination("t", "u", One, inPlace: false));
        Use(draft => draft.Destination("t", "u", Other, inPlace: false));
        var third = Use(draft => draft.Destination("t", "u", One, inPlace: false));

        Assert.Same(first, second);
        Assert.NotSame(first, third);
    }

    [Fact]
    public void Only_a_server_that_joins_others_has_something_to_warm_up_for()
    {
        var present = Use(draft =>
        {
            draft.Upstream("t", "u", null);
            return draft.Destination("t", "u", One, inPlace: false);
        });
        var joining = Use(draft => draft.Destination("t", "u", Other, inPlace: false));

        Assert.Equal(TimeSpan.MaxValue, present.PresentFor(TimeSpan.Zero));
        Assert.InRange(joining.PresentFor(_clock.GetElapsedTime(0)), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Servers_are_shared_in_place_within_a_tenant_and_by_no_resource()
    {
        var draft = _states.Prepare();

        var inPlace = draft.Destination("t", "a b", One, inPlace: true);

        Assert.Same(inPlace, draft.Destination("t", "a c", One, inPlace: true));
        Assert.NotSame(inPlace, draft.Destination("other", "a b", One, inPlace: true));
        Assert.NotSame(inPlace, draft.Destination("t", "u", One, inPlace: false));
    }

    [Fact]
    public void A_bulkhead_stays_while_its_size_does_and_the_budget_always()
    {
        var config = new ConcurrencyConfig { Max = 3 };
        var first = Use(draft => draft.Upstream("t", "u", config));
        var same = Use(draft => draft.Upstream("t", "u", config with { }));
        var larger = Use(draft => draft.Upstream("t", "u", config with { Max = 4 }));
        var none = Use(draft => draft.Upstream("t", "u", null));

        Assert.Same(first.Bulkhead, same.Bulkhead);
        Assert.NotSame(same.Bulkhead, larger.Bulkhead);
        Assert.Null(none.Bulkhead);
        Assert.Same(first.Budget, none.Budget);
    }

    private T Use<T>(Func<UpstreamStates.Draft, T> collect)
    {
        var draft = _states.Prepare();
        var state = collect(draft);
        _states.Keep(draft);
        return state;
    }
}
