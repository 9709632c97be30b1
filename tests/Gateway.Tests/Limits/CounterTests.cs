using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Limits;

public sealed class CounterTests
{
    private static readonly LimitModel[] TenPerSecond = [new("second", 10, TimeSpan.FromSeconds(1), shared: false)];
    private static readonly LimitGroup ByHeader = new("route/r/header:X-Key", LimitBy.Header, "X-Key", IsShared: false, TenPerSecond);
    private static readonly LimitGroup ByAddress = ByHeader with { By = LimitBy.Address, Argument = null };
    private static readonly LimitGroup ByClaim = ByHeader with { By = LimitBy.Claim, Argument = "sub" };

    private static readonly LimitModel[] Hourly = [new("hour", 100, TimeSpan.FromHours(1))];

    private readonly ManualClock _clock = new();

    [Fact]
    public void A_local_counter_lets_the_burst_pass_and_then_the_rate()
    {
        var counter = new LocalCounter(0);

        var atOnce = Count(counter, TenPerSecond, 0, 100);
        var later = Count(counter, TenPerSecond, TimeSpan.TicksPerSecond / 2, 100);

        Assert.Equal((10, 5), (atOnce, later));
    }

    [Fact]
    public void A_local_counter_counts_windows()
    {
        LimitModel[] hourly = [new("hour", 3, TimeSpan.FromHours(1), shared: false)];
        var counter = new LocalCounter(new DateTime(2030, 1, 1, 12, 59, 0, DateTimeKind.Utc).Ticks);

        var before = Count(counter, hourly, 0, 10);
        var after = Count(counter, hourly, TimeSpan.TicksPerMinute, 10);

        Assert.Equal((3, 3), (before, after));
    }

    [Fact]
    public void A_local_counter_takes_nothing_where_one_of_its_limits_refuses()
    {
        LimitModel[] both = [new("large", 10, TimeSpan.FromSeconds(1), shared: false), new("small", 1, TimeSpan.FromHours(1), shared: false)];
        var counter = new LocalCounter(0);
        var readings = new LimitReading[2];

        var taken = Enumerable.Range(0, 5).Count(_ => counter.Take(both, 0, readings).Outcome is LimitOutcome.Taken);

        Assert.Equal((1, 9L, 0L), (taken, readings[0].Remaining, readings[1].Remaining));
    }

    [Fact]
    public void A_local_counter_keeps_what_was_used_of_limits_that_a_request_in_between_does_not_have()
    {
        LimitModel[] free = [new("daily", 3, TimeSpan.FromDays(1), shared: false)];
        var counter = new LocalCounter(0);

        var before = Count(counter, free, 0, 2);
        var between = Count(counter, TenPerSecond, 0, 1);
        var after = Count(counter, free, 0, 5);

        Assert.Equal((2, 1, 1), (before, between, after));
    }

    [Fact]
    public void However_many_keys_there_are_their_counters_stay_few_and_no_key_gets_more_than_its_limit()
    {
        var clock = new Monotonic(_clock);
        var table = new CounterTable((_, _) => new LocalCounter(0), clock, capacity: 100);

        var most = 0;
        for (var round = 0; round < 20; round++)
        {
            for (var key = 0; key < 1000; key++)
            {
                var counter = table.Get(new CounterKey("s", LimitBy.Header, null, $"{key}"), ByHeader);
                most = Math.Max(most, Count(counter, TenPerSecond, clock.Now, 20));
            }
        }

        Assert.InRange(most, 1, 10);
        Assert.InRange(table.Count, 100, 164);
    }

    [Fact]
    public void Counters_that_hold_nothing_make_room()
    {
        var table = new CounterTable((_, _) => new LocalCounter(0), new Monotonic(_clock), capacity: 100);
        for (var key = 0; key < 100; key++)
        {
            Count(table.Get(new CounterKey("s", LimitBy.Header, null, $"old {key}"), ByHeader), TenPerSecond, 0, 10);
        }

        _clock.Advance(TimeSpan.FromSeconds(5));
        var fresh = Enumerable.Range(0, 100).Select(key => table.Get(new CounterKey("s", LimitBy.Header, null, $"new {key}"), ByHeader)).Distinct().Count();

        Assert.Equal((100, 100), (fresh, table.Count));
    }

    [Fact]
    public void Keys_of_shared_limits_never_share_a_counter_however_many_hold_leases()
    {
        var clock = new Monotonic(_clock);
        var table = new CounterTable((key, _) => Leased(key.ToRow(), clock.Now), clock, capacity: 100);
        for (var key = 0; key < 100; key++)
        {
            table.Get(new CounterKey("s", LimitBy.Consumer, "t", $"old {key}"), ByHeader);
        }

        var fresh = (SharedCounter)table.Get(new CounterKey("s", LimitBy.Consumer, "t", "new"), ByHeader);

        Assert.Equal(new CounterKey("s", LimitBy.Consumer, "t", "new").ToRow(), fresh.Key);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A_counter_that_owes_what_passed_without_the_store_is_kept_until_the_window_ends()
    {
        var counter = new SharedCounter(new TableKey("p", "limits"), 1, new StoreTime(_clock), new FleetSize(), 0);
        counter.TakeAlone(Hourly, 0);

        var owing = counter.TryRetire(0, urgent: true);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal((false, true), (owing, counter.TryRetire(TimeSpan.TicksPerHour)));
    }

    [Fact]
    public void A_counter_that_was_forgotten_takes_nothing_more()
    {
        var counter = new LocalCounter(0);
        Assert.True(counter.TryRetire(0));

        Assert.Equal(LimitOutcome.Retired, counter.Take(TenPerSecond, 0, new LimitReading[1]).Outcome);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_of_one_subscriber_are_one_key(string one, string other, bool same)
    {
        Assert.Equal(same, CounterKey.Of(ByAddress, From(one)) == CounterKey.Of(ByAddress, From(other)));
    }

    [Fact]
    public void Without_the_header_the_address_counts()
    {
        Assert.Equal(CounterKey.Of(ByAddress, From("192.0.2.1")), CounterKey.Of(ByHeader, From("192.0.2.1")));
        Assert.NotEqual(CounterKey.Of(ByHeader, From("192.0.2.1")), CounterKey.Of(ByHeader, From("192.0.2.1", "a")));
    }

    [Fact]
    public void The_same_claim_of_another_issuer_is_another_key()
    {
        var one = CounterKey.Of(ByClaim, Of("https://one.example", "42"));
        var other = CounterKey.Of(ByClaim, Of("https://other.example", "42"));

        Assert.NotEqual(one, other);
        Assert.NotEqual(one.ToRow(), other.ToRow());
        Assert.Equal(one.ToRow(), CounterKey.Of(ByClaim, Of("https://one.example", "42")).ToRow());
    }

    [Fact]
    public void A_claim_cannot_say_that_another_issuer_issued_it() => Assert.NotEqual(
        CounterKey.Of(ByClaim, Of("https://one.example", "42\n0\nhttps://other.example")).ToRow(),
        CounterKey.Of(ByClaim, Of("https://other.example", "42")).ToRow());

    [Fact]
    public void A_value_of_any_length_is_remembered_in_little_space_and_no_row_tells_it()
    {
        var key = CounterKey.Of(ByHeader, From("192.0.2.1", new string('x', 20_000)));
        var other = CounterKey.Of(ByHeader, From("192.0.2.1", new string('x', 20_001)));

        Assert.Equal(64, key.Value!.Length);
        Assert.NotEqual(key, other);
        Assert.Matches("^[0-9a-f]{64}$", key.ToRow().Partition);
    }

    [Fact]
    public void Header_fields_are_structured_fields()
    {
        LimitModel[] limits = [new("burst", 50, TimeSpan.FromSeconds(1)), new("daily", 1_000_000_000, TimeSpan.FromDays(365))];
        string[] names = ["burst", "plan:daily"];

        Assert.Equal("\"burst\";q=50;w=1, \"plan:daily\";q=1000000000;w=31536000", RateLimitFields.Policy(limits, names));
        Assert.Equal("\"burst\";r=0;t=1, \"plan:daily\";r=999999999;t=31536000", RateLimitFields.Format(names, [new(0, 1), new(999_999_999, 31_536_000)]));
    }

    private SharedCounter Leased(TableKey key, long now)
    {
        var counter = new SharedCounter(key, 1, new StoreTime(_clock), new FleetSize(), now);
        counter.Take(Hourly, now, new LimitReading[1]);
        counter.TryBegin(now);
        counter.Next(now);
        counter.OnRead(new TableRead(null, _clock.GetUtcNow()), now);
        counter.Next(now);
        counter.OnWritten(new TableWriteResult(TableError.None, new ETag("1"), _clock.GetUtcNow()), now);
        counter.End();
        return counter;
    }

    private static int Count(LimitCounter counter, LimitModel[] limits, long now, int requests) =>
        Enumerable.Range(0, requests).Count(_ => counter.Take(limits, now, new LimitReading[limits.Length]).Outcome is LimitOutcome.Taken);

    private static GatewayExchange Of(string issuer, string subject)
    {
        var exchange = From("192.0.2.1");
        exchange.Caller = new CallerIdentity { Tenant = "t", Consumer = $"{issuer}|{subject}", Issuer = issuer, Claims = new() { ["sub"] = subject } };
        return exchange;
    }

    private static GatewayExchange From(string address, string? header = null)
    {
        var context = new DefaultHttpContext();
        if (header is not null)
        {
            context.Request.Headers["X-Key"] = header;
        }

        return new GatewayExchange(context, TraceIdentity.Of(context), 0) { ClientAddress = IPAddress.Parse(address) };
    }
}
