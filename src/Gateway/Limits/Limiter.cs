using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits;

/// <summary>
/// Takes a token of every limit that applies to a request, or none: where one refuses, the others get theirs back. The store is never
/// waited for where a limit is known to refuse anyway.
/// </summary>
internal sealed class Limiter
{
    /// <summary>Groups that may apply to one request.</summary>
    public const int MostGroups = 32;

    private readonly Monotonic _clock;

    // Apart: nobody can make up keys before authentication that take the place of callers' counters.
    private readonly CounterTable _local;
    private readonly CounterTable _shared;
    private readonly LedgerClient _ledger;

    public Limiter(ITableStore tables, HostInfo host, TimeProvider time, ILogger<LedgerClient> logger)
    {
        _clock = new Monotonic(time);
        _ledger = new LedgerClient(tables, _clock, time, logger);
        var (storeTime, fleet) = (new StoreTime(time), new FleetSize());
        var (origin, writer) = (time.GetUtcNow().UtcTicks, InstanceNumber.Of(host.InstanceId));
        _local = new CounterTable((_, _) => new LocalCounter(origin), _clock);
        _shared = new CounterTable((key, _) => new SharedCounter(key.ToRow(), writer, storeTime, fleet, _clock.Now), _clock);
    }

    /// <summary>How long a request waits for its tokens at most.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(500);

    public long Now => _clock.Now;

    /// <summary>Whether the store should be asked for leases.</summary>
    public bool MayAsk => _ledger.MayAsk;

    public void Run(SharedCounter counter) => _ledger.Run(counter);

    /// <summary>Tries without waiting.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="set">What applies to it.</param>
    /// <param name="groups">Which of its groups are asked now.</param>
    /// <param name="readings">What each limit of these groups has left.</param>
    /// <param name="alone">Whether to do without the store where it would have to be asked.</param>
    public LimitDecision Take(GatewayExchange exchange, LimitSet set, Range groups, Span<LimitReading> readings, bool alone = false)
    {
        var now = _clock.Now;
        var (first, count) = groups.GetOffsetAndLength(set.Groups.Length);
        var taken = default(TakenCounters);
        var decision = new LimitDecision(LimitOutcome.Taken);
        var offset = 0;
        var renew = 0ul;
        for (var index = 0; index < count; index++)
        {
            var group = set.Groups[first + index];
            var verdict = TakeOne(exchange, group, now, readings.Slice(offset, group.Limits.Length), alone, out var counter);
            offset += group.Limits.Length;
            if (verdict.Outcome is LimitOutcome.Taken)
            {
                taken[index] = (counter, verdict.Generation);
                renew |= verdict.Renew ? 1ul << index : 0;
            }
            else if (decision.Outcome is LimitOutcome.Taken or LimitOutcome.Missing)
            {
                decision = verdict.Outcome is LimitOutcome.Missing && decision.Outcome is LimitOutcome.Missing
                    ? decision
                    : new LimitDecision(verdict.Outcome, group, counter as SharedCounter, verdict.Exceeded, RetryOf(verdict, readings.Slice(offset - group.Limits.Length, group.Limits.Length)));
            }
        }

        for (var index = 0; index < count; index++)
        {
            Settle(set.Groups[first + index], taken[index], decision.Outcome is LimitOutcome.Taken, (renew & (1ul << index)) != 0, now);
        }

        return decision;
    }

    // Never earlier than what RateLimit says.
    private static long RetryOf(LimitVerdict verdict, ReadOnlySpan<LimitReading> readings)
    {
        var retry = verdict.Retry;
        for (var index = 0; verdict.Outcome is LimitOutcome.Exceeded && index < readings.Length; index++)
        {
            retry = (verdict.Exceeded & (1u << index)) == 0 ? retry : Math.Max(retry, readings[index].Reset * TimeSpan.TicksPerSecond);
        }

        return retry;
    }

    private LimitVerdict TakeOne(
        GatewayExchange exchange, LimitGroup group, long now, Span<LimitReading> readings, bool alone, out LimitCounter counter)
    {
        var table = group.IsShared ? _shared : _local;
        while (true)
        {
            var key = CounterKey.Of(group, exchange);
            counter = table.Get(key, group);
            var verdict = counter.Take(group.Limits, now, readings);
            switch (verdict.Outcome)
            {
                case LimitOutcome.Retired:
                    table.Remove(key, counter);
                    break;
                case LimitOutcome.Missing when alone:
                    return ((SharedCounter)counter).TakeAlone(group.Limits, now);
                default:
                    return verdict;
            }
        }
    }

    private void Settle(LimitGroup group, (LimitCounter? Counter, int Generation) taken, bool keep, bool renew, long now)
    {
        if (taken.Counter is not { } counter)
        {
            return;
        }

        if (!keep)
        {
            counter.GiveBack(group.Limits, taken.Generation);
        }
        else if (renew && counter is SharedCounter shared && _ledger.MayAsk && shared.TryBegin(now))
        {
            _ledger.Run(shared);
        }
    }

    [InlineArray(MostGroups)]
    private struct TakenCounters
    {
        private (LimitCounter? Counter, int Generation) _first;
    }
}

/// <summary>What becomes of a request by all limits that were asked.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Group">The group that decided, unless all let it pass.</param>
/// <param name="Counter">The counter to wait for, when tokens are missing.</param>
/// <param name="Exceeded">A bit for each limit of the group that refuses.</param>
/// <param name="Retry">When to try again, in ticks from now.</param>
internal readonly record struct LimitDecision(LimitOutcome Outcome, LimitGroup? Group = null, SharedCounter? Counter = null, uint Exceeded = 0, long Retry = 0);
