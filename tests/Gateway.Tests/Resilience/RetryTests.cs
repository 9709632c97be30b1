using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Tests.Resilience;

public sealed class RetryTests
{
    private static readonly RetrySettings Settings = RetrySettings.Of(null)!;

    [Fact]
    public void The_budget_is_a_share_of_what_is_under_way_with_a_floor() => Prop.ForAll(
        Gen.Choose(0, 500).Zip(Gen.Choose(0, 100)).Zip(Gen.Choose(0, 20)).ToArbitrary(),
        input =>
        {
            var ((underWay, share), floor) = input;
            var settings = Settings with { Budget = share, MinBudget = floor };
            var budget = new RetryBudget();

            var granted = Enumerable.Range(0, 600).Count(_ => budget.TryBegin(underWay, settings));

            return granted == Math.Max(floor, underWay * share / 100) && budget.Retrying == granted;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_place_in_the_budget_comes_back()
    {
        var budget = new RetryBudget();
        var settings = Settings with { MinBudget = 1, Budget = 0 };
        Assert.True(budget.TryBegin(100, settings));
        Assert.False(budget.TryBegin(100, settings));

        budget.End();

        Assert.True(budget.TryBegin(100, settings));
    }

    [Fact]
    public void Pauses_stay_within_their_bounds_and_grow_at_most_threefold() => Prop.ForAll(
        Gen.Choose(0, 999_999).ListOf().ToArbitrary(),
        fractions =>
        {
            var before = TimeSpan.Zero;
            return fractions.All(fraction =>
            {
                var pause = Settings.NextPause(before, fraction / 1_000_000.0);
                var fits = pause >= Settings.Pause && pause <= Settings.MaxPause && pause <= 3 * (before > Settings.Pause ? before : Settings.Pause);
                before = pause;
                return fits;
            });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("GET", null, true)]
    [InlineData("HEAD", null, true)]
    [InlineData("OPTIONS", null, true)]
    [InlineData("PUT", null, true)]
    [InlineData("DELETE", null, true)]
    [InlineData("POST", null, false)]
    [InlineData("PATCH", null, false)]
    [InlineData("get", null, false)]
    [InlineData("PURGE", null, false)]
    [InlineData("POST", "", false)]
    [InlineData("POST", "7a", true)]
    [InlineData("PATCH", "7a", true)]
    public void Only_what_does_no_harm_is_repeated(string method, string? key, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Headers["Idempotency-Key"] = key;

        Assert.Equal(expected, RetryRule.IsRepeatable(request));
    }

    [Theory]
    [InlineData(nameof(ForwardError.Connect), false, true, true)]
    [InlineData(nameof(ForwardError.ConnectTimeout), false, true, true)]
    [InlineData(nameof(ForwardError.Connect), true, false, false)]
    [InlineData(nameof(ForwardError.BadResponse), false, true, false)]
    [InlineData(nameof(ForwardError.BadResponse), true, true, true)]
    [InlineData(nameof(ForwardError.ResponseTimeout), false, true, false)]
    [InlineData(nameof(ForwardError.ResponseTimeout), true, true, true)]
    [InlineData(nameof(ForwardError.IdleTimeout), true, true, true)]
    [InlineData(nameof(ForwardError.IdleTimeout), true, false, false)]
    [InlineData(nameof(ForwardError.ClientAborted), true, true, false)]
    [InlineData(nameof(ForwardError.RequestBody), true, true, false)]
    [InlineData(nameof(ForwardError.ResponseAborted), true, true, false)]
    public void What_never_reached_the_upstream_may_go_again_and_the_rest_only_where_it_may_be_repeated(string error, bool repeatable, bool isIntact, bool expected) =>
        Assert.Equal(expected, RetryRule.OfError(Enum.Parse<ForwardError>(error), repeatable, isIntact));

    [Theory]
    [InlineData(503, true, null, true)]
    [InlineData(503, false, null, false)]
    [InlineData(502, true, null, true)]
    [InlineData(504, true, null, true)]
    [InlineData(500, true, null, false)]
    [InlineData(404, true, null, false)]
    [InlineData(429, true, null, false)]
    [InlineData(429, true, 3, true)]
    [InlineData(429, false, 3, false)]
    public void Some_answers_are_tried_again(int status, bool repeatable, int? retryAfter, bool expected) => Assert.Equal(
        expected, RetryRule.OfStatus(status, repeatable, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Settings));

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        Assert.Equal((2, 20, 3, 65536), (Settings.Max, Settings.Budget, Settings.MinBudget, Settings.MaxBody));
        Assert.Equal((50, 1000), (Settings.Pause.TotalMilliseconds, Settings.MaxPause.TotalMilliseconds));
        Assert.Null(RetrySettings.Of(new RetriesConfig { None = true }));
        Assert.Null(BreakerSettings.Of(new BreakerConfig { None = true }));
    }
}
