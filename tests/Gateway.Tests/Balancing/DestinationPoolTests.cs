using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Tests.Snapshots;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Tests.Balancing;

public sealed class DestinationPoolTests
{
    private static readonly BreakerSettings Breaker = BreakerSettings.Of(null)!;
    private static readonly HealthSettings Health = HealthSettings.Of(new HealthConfig { Path = "/" })!;

    private readonly ResilienceEvents _events = Compilers.Events();
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void A_server_whose_breaker_is_open_gets_nothing_until_one_request_may_try()
    {
        var pool = Pool(new PoolSettings(Breaker, false, 50, null), 3);
        Open(pool.Nodes[0]);

        var meanwhile = Picks(pool, 30);
        _now += Breaker.Open;
        var trial = pool.Pick(_now, 0, null, out var isTrial);
        var afterwards = Picks(pool, 30);

        Assert.DoesNotContain(pool.Nodes[0], meanwhile);
        Assert.Same(pool.Nodes[0], trial);
        Assert.True(isTrial);
        Assert.DoesNotContain(pool.Nodes[0], afterwards);

        trial!.State.Succeeded(_now, isTrial, Breaker);
        Assert.Contains(pool.Nodes[0], Picks(pool, 3));
    }

    [Fact]
    public void A_client_that_takes_forever_over_the_body_of_a_trial_does_not_shut_out_everybody()
    {
        var pool = Pool(new PoolSettings(Breaker, false, 50, null), 1);
        Open(pool.Nodes[0]);
        _now += Breaker.Open;
        pool.Pick(_now, 0, null, out var isTrial);
        var meanwhile = pool.Pick(_now, 0, null, out var _);

        _now += Breaker.Open;
        var next = pool.Pick(_now, 0, null, out var isAnother);

        Assert.True(isTrial);
        Assert.Null(meanwhile);
        Assert.Same(pool.Nodes[0], next);
        Assert.True(isAnother);
    }

    [Fact]
    public void When_all_breakers_are_open_nobody_gets_the_request_and_the_first_to_open_says_how_long()
    {
        var pool = Pool(new PoolSettings(Breaker, false, 50, null), 2);
        Open(pool.Nodes[0]);
        _now += TimeSpan.FromSeconds(2);
        Open(pool.Nodes[1]);

        Assert.Null(pool.Pick(_now, 0, null, out _));
        Assert.Equal(TimeSpan.FromSeconds(3), pool.OpenFor(_now));
    }

    [Fact]
    public void Servers_that_are_unwell_get_nothing()
    {
        var pool = Pool(new PoolSettings(Breaker, true, 50, null), 3);
        Sicken(pool.Nodes[1]);

        Assert.DoesNotContain(pool.Nodes[1], Picks(pool, 30));
    }

    [Theory]
    [InlineData(50, false, 2)]
    [InlineData(51, true, 4)]
    [InlineData(0, false, 2)]
    public void Below_the_panic_threshold_health_is_ignored(int threshold, bool panic, int used)
    {
        var pool = Pool(new PoolSettings(Breaker, true, threshold, null), 4);
        Sicken(pool.Nodes[0]);
        Sicken(pool.Nodes[1]);

        Assert.Equal(panic, Picks(pool, 40).Contains(pool.Nodes[0]));
        Assert.Equal(used, Picks(pool, 40).Distinct().Count());
    }

    [Fact]
    public void A_sole_server_is_not_taken_out_by_its_health()
    {
        var pool = Pool(new PoolSettings(Breaker, true, 0, null), 1);
        Sicken(pool.Nodes[0]);

        Assert.Same(pool.Nodes[0], pool.Pick(_now, 0, null, out _));
    }

    [Fact]
    public void The_breaker_of_a_sole_server_opens_and_never_for_longer_than_the_first_time()
    {
        var pool = Pool(new PoolSettings(Breaker, false, 50, null), 1);
        Open(pool.Nodes[0]);
        List<double> times = [];
        for (var opening = 0; opening < 3; opening++)
        {
            Assert.Null(pool.Pick(_now, 0, null, out _));
            times.Add(pool.OpenFor(_now).TotalSeconds);
            _now += pool.OpenFor(_now);
            pool.Pick(_now, 0, null, out var trial)!.State.Failed(_now, trial, null, Breaker);
        }

        Assert.Equal([5, 5, 5], times);
    }

    [Fact]
    public void Another_try_goes_to_another_server_while_there_is_one()
    {
        var pool = Pool(new PoolSettings(Breaker, false, 50, null), 2);

        var others = Enumerable.Range(0, 20).Select(_ => pool.Pick(_now, 0, [pool.Nodes[0]], out var _)).ToList();

        Assert.All(others, node => Assert.Same(pool.Nodes[1], node));
        Assert.NotNull(pool.Pick(_now, 0, pool.Nodes, out _));
    }

    [Fact]
    public void A_server_that_is_back_gets_its_share_bit_by_bit()
    {
        var pool = Pool(new PoolSettings(Breaker, false, 50, TimeSpan.FromSeconds(100)), 2);
        Open(pool.Nodes[0]);
        _now += Breaker.Open;
        pool.Pick(_now, 0, null, out var trial)!.State.Succeeded(_now, trial, Breaker);
        List<int> shares = [];
        foreach (var elapsed in new[] { 0, 50, 50 })
        {
            _now += TimeSpan.FromSeconds(elapsed);
            shares.Add(Picks(pool, 10_000).Count(node => node == pool.Nodes[0]));
        }

        Assert.InRange(shares[0], 400, 600);
        Assert.InRange(shares[1], 2_300, 2_700);
        Assert.Equal(5_000, shares[2]);
    }

    private DestinationPool Pool(PoolSettings settings, int count) =>
        new(Nodes.Of(_events, [.. Enumerable.Repeat(1, count)]), BalanceMethod.RoundRobin, settings, _events);

    private List<Node?> Picks(DestinationPool pool, int count) => [.. Enumerable.Range(0, count).Select(_ => pool.Pick(_now, 0, null, out var _))];

    private void Open(Node node)
    {
        for (var failure = 0; failure < 5; failure++)
        {
            node.State.Failed(_now, trial: false, null, Breaker);
        }
    }

    private void Sicken(Node node)
    {
        for (var probe = 0; probe < 3; probe++)
        {
            node.State.Probed(well: false, _now, Health);
        }
    }
}
