using System.Globalization;
using System.Runtime.CompilerServices;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Limits;

/// <summary>Limits by address and header, before a credential is looked at: what they refuse costs next to nothing.</summary>
internal sealed class EarlyLimitStage(Limiter limiter, TimeProvider time) : IStage
{
    private readonly LimitCheck _check = new(limiter, time);

    public ValueTask<Problem?> RunAsync(GatewayExchange exchange)
    {
        var set = exchange.Route!.Limits.Early;
        return set.Groups.Length == 0 ? default : _check.RunAsync(exchange, set, ..);
    }
}

/// <summary>All other limits of the route and those of the caller's plan, once it is known that the caller may call.</summary>
internal sealed class LimitStage(Limiter limiter, TimeProvider time) : IStage
{
    private readonly LimitCheck _check = new(limiter, time);

    public ValueTask<Problem?> RunAsync(GatewayExchange exchange)
    {
        var plan = exchange.Caller is { Plan: { } name } caller ? exchange.Snapshot.Plans.LimitsOf(caller.Tenant, name) : null;
        var set = exchange.Route!.Limits.With(plan);
        return set.Groups.Length == set.Early ? default : _check.RunAsync(exchange, set, set.Early..);
    }
}

/// <summary>Asks some of a request's limits, waits for leases where it must, and tells the client what is left.</summary>
internal sealed class LimitCheck(Limiter limiter, TimeProvider time)
{
    private const int OnStack = 8;

    public ValueTask<Problem?> RunAsync(GatewayExchange exchange, LimitSet set, Range groups)
    {
        var decision = Take(exchange, set, groups, alone: false);
        return decision.Outcome is LimitOutcome.Missing ? WaitAsync(exchange, set, groups, decision) : new(Answer(exchange, set, decision));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Problem?> WaitAsync(GatewayExchange exchange, LimitSet set, Range groups, LimitDecision decision)
    {
        var deadline = limiter.Now + Limiter.Patience.Ticks;
        while (decision.Outcome is LimitOutcome.Missing)
        {
            var outcome = await LeaseAsync(decision.Counter!, deadline, exchange.Context.RequestAborted);
            decision = outcome switch
            {
                LimitOutcome.Missing => Take(exchange, set, groups, alone: false),
                LimitOutcome.Unavailable => Take(exchange, set, groups, alone: true),
                _ => decision with { Outcome = outcome, Exceeded = uint.MaxValue, Retry = TimeSpan.TicksPerSecond },
            };
        }

        return Answer(exchange, set, decision);
    }

    // Missing: try again. Unavailable: do without the store.
    private async ValueTask<LimitOutcome> LeaseAsync(SharedCounter counter, long deadline, CancellationToken aborted)
    {
        var now = limiter.Now;
        if (now >= deadline || !counter.IsRenewing && !limiter.MayAsk)
        {
            return LimitOutcome.Unavailable;
        }

        var outcome = counter.Join(now, out var renewal, out var begin);
        if (renewal is null)
        {
            return outcome;
        }

        if (begin)
        {
            limiter.Run(counter);
        }

        var inVain = false;
        try
        {
            await renewal.WaitAsync(TimeSpan.FromTicks(deadline - now), time, aborted);
        }
        catch (TimeoutException)
        {
            inVain = true;
        }
        finally
        {
            outcome = counter.Leave(limiter.Now, inVain);
        }

        return outcome;
    }

    private LimitDecision Take(GatewayExchange exchange, LimitSet set, Range groups, bool alone)
    {
        Span<LimitReading> readings = set.Limits.Length <= OnStack ? stackalloc LimitReading[OnStack] : new LimitReading[set.Limits.Length];
        readings = readings[..set.Limits.Length];
        var before = exchange.EarlyReadings.AsSpan();
        before.CopyTo(readings);
        var decision = limiter.Take(exchange, set, groups, readings[before.Length..], alone);
        if (decision.Outcome is LimitOutcome.Taken && set.Groups.Length == set.Early)
        {
            exchange.EarlyReadings = readings.ToArray();
        }

        exchange.Limit = LimitState.Of(set, readings);
        return decision;
    }

    private static Problem? Answer(GatewayExchange exchange, LimitSet set, LimitDecision decision)
    {
        if (decision.Outcome is LimitOutcome.Taken)
        {
            var headers = exchange.Context.Response.Headers;
            headers[RateLimitFields.PolicyName] = exchange.Limit.Policy;
            headers[RateLimitFields.Name] = exchange.Limit.Field;
            return null;
        }

        var names = NamesOf(set, decision);
        var seconds = Math.Max(1, (decision.Retry + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        exchange.Limit = exchange.Limit with { Tightest = names[0], Remaining = 0 };
        var retry = new KeyValuePair<string, string>("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        return decision.Outcome is LimitOutcome.Unavailable
            ? new Problem(ProblemTypes.DependencyUnavailable, $"Whether the limit '{names[0]}' allows this request can't be told at the moment; try again in a moment.") { Headers = [retry] }
            : new Problem(ProblemTypes.QuotaExceeded, $"The limit '{names[0]}' is used up; try again in {seconds} s.") { Headers = [retry], ViolatedPolicies = names };
    }

    private static List<string> NamesOf(LimitSet set, LimitDecision decision)
    {
        List<string> names = [];
        var offset = 0;
        foreach (var group in set.Groups)
        {
            for (var index = 0; index < group.Limits.Length; index++)
            {
                if (ReferenceEquals(group, decision.Group) && (decision.Exceeded & (1u << index)) != 0)
                {
                    names.Add(set.Names[offset + index]);
                }
            }

            offset += group.Limits.Length;
        }

        return names;
    }
}
