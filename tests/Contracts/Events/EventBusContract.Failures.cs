using Tollgate.Platform.Events;
using Tollgate.Testing;

namespace Tollgate.Contracts.Events;

public abstract partial class EventBusContract
{
    [Fact]
    public async Task A_failed_event_is_tried_again_after_pauses_with_a_growing_count_until_it_succeeds()
    {
        var times = new List<DateTimeOffset>();
        var mail = new EventScript((_, delivery, _) =>
        {
            times.Add(Now);
            return delivery.Count < 4 ? Fail("not yet") : ValueTask.CompletedTask;
        });
        var run = await RunAsync(Mail, mail);

        await PublishAsync("o1");
        await UntilAsync(() => mail.Seen.Count == 4);

        Assert.Equal([1, 2, 3, 4], mail.Seen.Select(seen => seen.Delivery.Count));
        Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(1));
        Assert.True(times[2] - times[1] >= TimeSpan.FromSeconds(5));
        Assert.True(times[3] - times[2] >= TimeSpan.FromSeconds(25));
        Assert.Empty((await run.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_failing_event_holds_up_its_own_subject_only_and_that_only_until_it_is_a_dead_letter()
    {
        string? poison = null;
        var mail = new EventScript((cloudEvent, _, _) => cloudEvent.Id == poison ? Fail("poison") : ValueTask.CompletedTask);
        poison = New("o1").Id;
        await Bus.PublishAsync([New("o1") with { Id = poison }, New("o1") with { Id = "later" }, New("o2") with { Id = "other" }], CancellationToken.None);
        var run = await RunAsync(Mail, mail);

        await UntilAsync(() => mail.IdsOf("o2").Count == 1);
        var before = mail.IdsOf("o1");
        await UntilAsync(() => mail.IdsOf("o1").Contains("later"));

        Assert.DoesNotContain("later", before);
        Assert.Equal([poison, poison, poison, poison, "later"], mail.IdsOf("o1"));
        Assert.Equal(poison, (await UntilDeadAsync(run)).Event?.Id);
    }

    [Fact]
    public async Task An_event_that_fails_every_time_becomes_a_dead_letter_with_its_reason_and_exception()
    {
        var run = await RunAsync(Mail, new EventScript((_, _, _) => Fail("no such template")));
        var published = await PublishAsync("o1");

        var dead = await UntilDeadAsync(run);

        Assert.Equal(published.Id, dead.Event?.Id);
        Assert.Equal("System.InvalidOperationException", dead.Reason);
        Assert.StartsWith("System.InvalidOperationException: no such template", dead.Description, StringComparison.Ordinal);
        Assert.Equal(4, dead.Deliveries);
        Assert.Equal(dead, await run.DeadLetters.PeekAsync(dead.Id, CancellationToken.None) is { } peeked ? peeked with { Event = dead.Event } : null);
    }

    [Fact]
    public async Task An_event_that_its_handler_rejects_becomes_a_dead_letter_without_further_tries()
    {
        using var measured = new Measurements("Tollgate.Events");
        var mail = new EventScript((_, _, _) => throw new EventRejectedException("no address"));
        var run = await RunAsync(Mail, mail);
        await PublishAsync("o1");

        var dead = await UntilDeadAsync(run);

        Assert.Equal(1, dead.Deliveries);
        Assert.Single(mail.Seen);
        Assert.Contains(
            $"mail {Confirmed} {typeof(EventRejectedException).FullName}",
            measured.Of("tollgate.events.dead_lettered", "messaging.destination.subscription.name", "cloudevents.event_type", "error.type"));
    }

    [Fact]
    public async Task An_event_whose_data_the_handler_cannot_read_is_rejected()
    {
        var run = await RunAsync(Mail, new EventScript((cloudEvent, _, _) =>
        {
            cloudEvent.GetData<Known>();
            return ValueTask.CompletedTask;
        }));
        await PublishAsync("o1", data: new { other = 1 });

        var dead = await UntilDeadAsync(run);

        Assert.Equal(typeof(EventRejectedException).FullName, dead.Reason);
        Assert.Contains("number", dead.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_runs_the_handler_once_more_and_removes_the_dead_letter()
    {
        var isRepaired = false;
        var mail = new EventScript((_, _, _) => isRepaired ? ValueTask.CompletedTask : throw new EventRejectedException("broken"));
        var (run, stock) = (await RunAsync(Mail, mail), new EventScript());
        await RunAsync(Stock, stock);
        await PublishAsync("o1");
        var dead = await UntilDeadAsync(run);

        isRepaired = true;
        var result = await run.DeadLetters.ReplayAsync(dead.Id, CancellationToken.None);

        Assert.Equal(new ReplayResult(ReplayOutcome.Handled), result);
        Assert.Equal(new EventDelivery(2, IsReplay: true), mail.Seen[^1].Delivery);
        Assert.Null(await run.DeadLetters.PeekAsync(dead.Id, CancellationToken.None));
        Assert.Equal(ReplayOutcome.NotFound, (await run.DeadLetters.ReplayAsync(dead.Id, CancellationToken.None)).Outcome);
        await UntilAsync(() => stock.Seen.Count == 1);
    }

    [Fact]
    public async Task A_replay_that_fails_keeps_the_dead_letter_and_says_why()
    {
        var message = "first";
        var run = await RunAsync(Mail, new EventScript((_, _, _) => throw new EventRejectedException(message)));
        await PublishAsync("o1");
        var dead = await UntilDeadAsync(run);

        message = "second";
        var result = await run.DeadLetters.ReplayAsync(dead.Id, CancellationToken.None);
        var again = await run.DeadLetters.ReplayAsync((await UntilDeadAsync(run)).Id, CancellationToken.None);

        Assert.Equal(new ReplayResult(ReplayOutcome.Failed, "second"), result);
        Assert.Equal(ReplayOutcome.Failed, again.Outcome);
    }

    [Fact]
    public async Task Dead_letters_are_listed_page_by_page_and_purged_one_by_one_or_several_at_once()
    {
        var run = await RunAsync(Mail, new EventScript((_, _, _) => throw new EventRejectedException("no")));
        await Bus.PublishAsync([.. Enumerable.Range(0, 5).Select(_ => New("o1"))], CancellationToken.None);
        await UntilCountAsync(run, 5);

        var all = await ListAsync(run);
        var (one, again) = (await PurgeAsync(run, all[0].Id), await PurgeAsync(run, all[0].Id));
        var several = await PurgeAsync(run, all[0].Id, all[1].Id, all[3].Id, "nonsense");

        Assert.Equal(["1", "2", "3", "4", "5"], all.Select(dead => dead.Event?.Id));
        Assert.Equal((1, 0, 2), (one.Purged, again.Purged, several.Purged));
        Assert.Empty(one.Busy.Concat(again.Busy).Concat(several.Busy));
        Assert.Equal(["3", "5"], (await ListAsync(run)).Select(dead => dead.Event?.Id));
    }

    [Fact]
    public async Task A_dead_letter_that_is_being_replayed_is_not_purged_and_is_said_to_be_busy()
    {
        Func<ValueTask>? during = null;
        var run = await RunAsync(Mail, new EventScript(async (_, _, _) =>
        {
            await (during?.Invoke() ?? ValueTask.CompletedTask);
            throw new EventRejectedException("no");
        }));
        await Bus.PublishAsync([New("o1"), New("o1")], CancellationToken.None);
        await UntilCountAsync(run, 2);
        var all = await ListAsync(run);
        var (purge, replay) = (new PurgeResult(0, []), new ReplayResult(ReplayOutcome.Handled));

        during = async () =>
        {
            during = null;
            replay = await run.DeadLetters.ReplayAsync(all[0].Id, CancellationToken.None);
            purge = await PurgeAsync(run, all[0].Id, all[1].Id);
        };
        await run.DeadLetters.ReplayAsync(all[0].Id, CancellationToken.None);
        var left = (await ListAsync(run)).Select(dead => dead.Id);
        var late = await PurgeAsync(run, all[0].Id);

        Assert.Equal((ReplayOutcome.Busy, 1), (replay.Outcome, purge.Purged));
        Assert.Equal([all[0].Id], purge.Busy);
        Assert.Equal([all[0].Id], left);
        Assert.Equal(1, late.Purged);
    }

    [Fact]
    public async Task Whoever_is_forgotten_is_in_no_dead_letter_of_the_tenant()
    {
        var run = await RunAsync(Mail, new EventScript((_, _, _) => throw new EventRejectedException("no")));
        await Bus.PublishAsync([New("anna"), New("o1", data: new { customer = "anna" }), New("bert"), New("anna") with { Tenant = "other" }], CancellationToken.None);
        await UntilCountAsync(run, 4);

        var forgotten = await run.DeadLetters.ForgetAsync(New("erasure"), "anna", CancellationToken.None);

        Assert.Equal(2, forgotten);
        Assert.Equal(["3", "4"], (await ListAsync(run)).Select(dead => dead.Event?.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_dead_letter_that_is_being_replayed_is_forgotten_or_the_forgetting_fails()
    {
        Func<ValueTask>? forget = null;
        var run = await RunAsync(Mail, new EventScript(async (_, _, _) =>
        {
            await (forget?.Invoke() ?? ValueTask.CompletedTask);
            throw new EventRejectedException("no");
        }));
        await PublishAsync("anna");
        var dead = await UntilDeadAsync(run);
        bool? isForgotten = null;

        forget = async () => isForgotten = await IsForgottenAsync(run, "anna");
        await run.DeadLetters.ReplayAsync(dead.Id, CancellationToken.None);

        Assert.Equal(isForgotten, await run.DeadLetters.PeekAsync(dead.Id, CancellationToken.None) is null);
    }

    [Fact]
    public async Task An_erasure_that_is_a_dead_letter_itself_can_be_replayed()
    {
        RunningService? run = null;
        var mail = new EventScript(async (cloudEvent, delivery, _) =>
        {
            if (!delivery.IsReplay)
            {
                throw new EventRejectedException("no");
            }

            await run!.DeadLetters.ForgetAsync(cloudEvent, "anna", CancellationToken.None);
        });
        run = await RunAsync(Mail, mail);
        var erasure = New("anna");
        await Bus.PublishAsync([New("anna"), erasure, New("anna")], CancellationToken.None);
        await UntilCountAsync(run, 3);

        var dead = (await ListAsync(run)).Single(dead => dead.Event?.Id == erasure.Id);
        var replay = await run.DeadLetters.ReplayAsync(dead.Id, CancellationToken.None);

        Assert.Equal(new ReplayResult(ReplayOutcome.Handled), replay);
        Assert.Empty(await ListAsync(run));
    }

    private static ValueTask<PurgeResult> PurgeAsync(RunningService run, params IReadOnlyCollection<string> ids) =>
        run.DeadLetters.PurgeAsync(ids, CancellationToken.None);

    private async ValueTask<bool> IsForgottenAsync(RunningService run, string id)
    {
        try
        {
            await run.DeadLetters.ForgetAsync(New("erasure"), id, CancellationToken.None);
            return true;
        }
        catch (EventBusException)
        {
            return false;
        }
    }

    private static async ValueTask<IReadOnlyList<DeadLetter>> ListAsync(RunningService run)
    {
        List<DeadLetter> all = [];
        string? cursor = null;
        do
        {
            var page = await run.DeadLetters.ListAsync(cursor, 2, CancellationToken.None);
            Assert.InRange(page.Items.Count, 0, 2);
            all.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        return all;
    }

    private async Task UntilCountAsync(RunningService run, int count)
    {
        while ((await ListAsync(run)).Count < count)
        {
            await PassTimeAsync();
        }
    }

    private sealed record Known(int Number);
}
