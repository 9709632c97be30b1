using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Balancing;

namespace Tollgate.Gateway.Tests.Balancing;

public sealed class BalancerTests
{
    private static readonly Gen<int[]> Weights = Gen.Choose(1, 20).NonEmptyListOf().Select(weights => weights.Take(8).ToArray());
    private static readonly Gen<int[]> Loads = Gen.Choose(0, 9).NonEmptyListOf().Select(loads => loads.Take(8).ToArray());

    [Fact]
    public void Round_robin_gives_everyone_the_same() => Prop.ForAll(Gen.Choose(1, 20).Zip(Gen.Choose(0, 200)).ToArbitrary(), input =>
    {
        var rotation = Rotation.Of(Nodes.Of([.. Enumerable.Repeat(1, input.Item1)]));
        var counts = Count(new RoundRobinBalancer(), rotation, input.Item2);

        return counts.Max() - counts.Min() <= 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weighted_turns_are_exact_over_a_round_and_never_far_off_within_it() => Prop.ForAll(Weights.ToArbitrary(), weights =>
    {
        var rotation = Rotation.Of(Nodes.Of(weights));
        var balancer = new WeightedBalancer();
        var total = weights.Sum();
        var counts = new int[weights.Length];
        for (var turn = 1; turn <= rotation.Schedule.Length; turn++)
        {
            counts[Array.IndexOf(rotation.Nodes, balancer.Pick(rotation, 0))]++;
            if (counts.Where((count, index) => Math.Abs(count - ((double)turn * weights[index] / total)) >= weights.Length).Any())
            {
                return false;
            }
        }

        return counts.Where((count, index) => count * (long)total != (long)weights[index] * rotation.Schedule.Length).Any() is false;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Least_requests_takes_one_of_the_least_busy() => Prop.ForAll(Loads.ToArbitrary(), loads =>
    {
        var rotation = Rotation.Of(Nodes.WithLoads(loads));
        var balancer = new LeastRequestsBalancer();

        return Enumerable.Range(0, 20).All(_ => balancer.Pick(rotation, 0).State.InFlight == loads.Min());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Least_requests_takes_equals_in_turn()
    {
        var counts = Count(new LeastRequestsBalancer(), Rotation.Of(Nodes.Of(1, 1, 1)), 30);

        Assert.Equal([10, 10, 10], counts);
    }

    [Fact]
    public void The_power_of_two_never_takes_the_one_that_is_busier_than_all_others() => Prop.ForAll(Loads.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), input =>
    {
        var (loads, seed) = input;
        var rotation = Rotation.Of(Nodes.WithLoads(loads));
        var balancer = new PowerOfTwoBalancer(new Scatter((ulong)seed));

        return loads.Length == 1 || loads.Count(load => load == loads.Max()) > 1 || Enumerable.Range(0, 50).All(_ => balancer.Pick(rotation, 0).State.InFlight < loads.Max());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_power_of_two_is_fair_among_equals()
    {
        var counts = Count(new PowerOfTwoBalancer(new Scatter(7)), Rotation.Of(Nodes.Of(1, 1, 1, 1, 1)), 50_000);

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void A_hash_stays_where_it_is_when_another_server_goes() => Prop.ForAll(Weights.Zip(Gen.Choose(0, 7)).ToArbitrary(), input =>
    {
        var (weights, gone) = input;
        var all = Nodes.Of(weights);
        Node[] left = [.. all.Where((_, index) => index != gone % all.Length)];
        var balancer = new ConsistentHashBalancer();

        return left.Length == 0 || Enumerable.Range(0, 200).Select(key => Scatter.Mix((ulong)key)).All(key =>
        {
            var before = balancer.Pick(Rotation.Of(all), key);
            return !left.Contains(before) || balancer.Pick(Rotation.Of(left), key) == before;
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Hashes_are_spread_by_weight()
    {
        var rotation = Rotation.Of(Nodes.Of(1, 2, 1));
        var balancer = new ConsistentHashBalancer();
        var counts = new int[3];
        for (var key = 0; key < 40_000; key++)
        {
            counts[Array.IndexOf(rotation.Nodes, balancer.Pick(rotation, Scatter.Hash($"consumer-{key}")))]++;
        }

        Assert.InRange(counts[0], 9_500, 10_500);
        Assert.InRange(counts[1], 19_000, 21_000);
        Assert.InRange(counts[2], 9_500, 10_500);
    }

    private static int[] Count(Balancer balancer, Rotation rotation, int picks)
    {
        var counts = new int[rotation.Nodes.Length];
        for (var pick = 0; pick < picks; pick++)
        {
            counts[Array.IndexOf(rotation.Nodes, balancer.Pick(rotation, 0))]++;
        }

        return counts;
    }
}
