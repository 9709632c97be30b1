using System.Net;
using Tollgate.Contracts.Services;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Http.Idempotency;

public sealed class IdempotencyLeaseTests : TwoShops
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task While_the_first_is_under_way_the_same_request_is_asked_to_wait()
    {
        Shop.Hold = new TaskCompletionSource();
        var first = Client.SendAsync("POST", "/accepts", Body, key: "a");
        while (Shop.Effects.IsEmpty)
        {
            await Task.Yield();
        }

        using var early = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        using var other = await Elsewhere.SendAsync("POST", "/accepts", """{"quantity":2}""", key: "a");
        Shop.Hold.SetResult();
        using var done = await first;
        using var late = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.NotNull(early.Headers.RetryAfter);
        await other.ProblemAsync(422, "idempotency-key-reused");
        Assert.Equal(await done.Content.ReadAsStringAsync(), await late.Content.ReadAsStringAsync());
        Assert.Single(Shop.Effects);
    }

    [Fact]
    public async Task A_request_that_takes_longer_than_a_lease_keeps_its_key()
    {
        var slow = await BeginAsync();

        for (var beat = 0; beat < 12; beat++)
        {
            Clock.Advance(Beat);
            await UntilRenewedAsync();
        }

        using var early = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        Shop.Hold!.SetResult();
        using var done = await slow;
        using var late = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.True(late.Headers.Contains("Idempotency-Replayed"));
        Assert.Single(Shop.Effects);
    }

    [Fact]
    public async Task A_request_whose_process_died_is_carried_out_by_the_next_with_the_same_ids_when_its_lease_is_over()
    {
        var dead = await BeginAsync();
        Host.Tables.Fault = TableFault.Unavailable;
        Shop.Hold = null;

        Clock.Advance(TimeSpan.FromSeconds(19));
        using var early = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        Clock.Advance(TimeSpan.FromSeconds(1));
        using var next = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        using var again = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        Assert.Equal(2, Shop.Effects.Count);
        Assert.Single(Shop.Effects.Distinct());
        Assert.Equal(await next.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        using var risen = await dead;
    }

    [Fact]
    public async Task A_request_that_cannot_renew_its_lease_is_cancelled_before_another_may_take_it()
    {
        var cut = await BeginAsync();
        Host.Tables.Fault = TableFault.Unavailable;

        Clock.Advance(3 * Beat);
        using var answer = await cut;
        Shop.Hold = null;
        using var early = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await answer.ProblemAsync(503, "dependency-unavailable");
        await early.ProblemAsync(409, "idempotency-key-in-use");
    }

    [Fact]
    public async Task A_request_whose_store_does_not_answer_is_cancelled_before_another_may_take_it()
    {
        var cut = await BeginAsync();
        Host.Tables.Stall = new TaskCompletionSource();

        Clock.Advance(3 * Beat);
        using var answer = await cut;
        Shop.Hold = null;
        using var early = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        Clock.Advance(Beat);
        using var next = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await answer.ProblemAsync(503, "dependency-unavailable");
        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
    }

    [Fact]
    public async Task A_request_that_throws_when_its_lease_is_lost_is_cancelled_like_any_other()
    {
        Shop.IsStubborn = true;
        var cut = await BeginAsync();
        Host.Tables.Stall = new TaskCompletionSource();

        Clock.Advance(3 * Beat);
        using var answer = await cut;

        await answer.ProblemAsync(503, "dependency-unavailable");
    }

    [Fact]
    public async Task An_answer_is_kept_although_a_renewal_broke()
    {
        var slow = await BeginAsync();
        var (broken, writes) = (new TaskCompletionSource(), Host.Tables.Writes);
        Host.Tables.Stall = broken;
        Clock.Advance(Beat);
        while (Host.Tables.Writes == writes)
        {
            await Task.Yield();
        }

        Host.Tables.Stall = null;
        broken.SetException(new InvalidOperationException("Broken."));
        Shop.Hold!.SetResult();
        using var done = await slow;
        using var again = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_renewal_that_fails_once_does_no_harm()
    {
        var slow = await BeginAsync();
        Clock.Advance(Beat);
        await UntilRenewedAsync();
        Host.Tables.Fault = TableFault.Unavailable;
        var writes = Host.Tables.Writes;
        Clock.Advance(Beat);
        while (Host.Tables.Writes == writes)
        {
            await Task.Yield();
        }

        Host.Tables.Fault = null;
        Clock.Advance(Beat);
        await UntilRenewedAsync();
        Shop.Hold!.SetResult();
        using var done = await slow;

        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
    }

    [Fact]
    public async Task A_process_whose_clock_is_ahead_takes_no_request_that_is_under_way()
    {
        var slow = await BeginAsync();
        await using var ahead = await ServiceHost.StartAsync(Shop, Storage, new ManualClock(Clock.GetUtcNow().AddSeconds(50)));
        using var hasty = await ahead.WriterAsync();

        using var early = await hasty.SendAsync("POST", "/accepts", Body, key: "a");
        Shop.Hold!.SetResult();
        using var done = await slow;

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.Single(Shop.Effects);
    }

    [Fact]
    public async Task A_process_whose_clock_is_behind_takes_a_request_whose_lease_is_over()
    {
        var dead = await BeginAsync();
        Host.Tables.Fault = TableFault.Unavailable;
        await using var behind = await ServiceHost.StartAsync(Shop, Storage, new ManualClock(Clock.GetUtcNow().AddSeconds(-30)));
        using var late = await behind.WriterAsync();
        Shop.Hold = null;
        Clock.Advance(TimeSpan.FromSeconds(20));
        using var risen = await dead;

        using var next = await late.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        Assert.Equal(2, Shop.Effects.Count);
    }

    [Fact]
    public async Task A_request_that_another_process_took_over_is_cancelled_at_its_next_renewal()
    {
        var held = new ManualClock(Clock.GetUtcNow());
        await using var asleep = await ServiceHost.StartAsync(Shop, Storage, held);
        using var sleeper = await asleep.WriterAsync();
        var stalled = await BeginAsync(sleeper);
        Clock.Advance(TimeSpan.FromSeconds(20));
        Shop.Hold = null;

        using var taken = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        held.Advance(Beat);
        using var answer = await stalled;
        using var again = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        await answer.ProblemAsync(503, "dependency-unavailable");
        Assert.Equal(await taken.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_that_never_ends_frees_its_key()
    {
        var hanging = await BeginAsync();

        for (var beat = 1; beat < 60; beat++)
        {
            Clock.Advance(Beat);
            await UntilRenewedAsync();
        }

        while (!hanging.IsCompleted)
        {
            Clock.Advance(Beat);
            await Task.Yield();
        }

        using var answer = await hanging;

        await answer.ProblemAsync(503, "dependency-unavailable");
    }

    private async Task UntilRenewedAsync()
    {
        var tables = Storage.TablesFor(Shop.Info);
        while (true)
        {
            var page = await tables.QueryAsync(IdempotencyTable.Of(ShopModule.Name), TableQuery.Partitions(null, null), CancellationToken.None);
            if (page.Entities.Single().Timestamp == Clock.GetUtcNow())
            {
                return;
            }

            await Task.Yield();
        }
    }
}
