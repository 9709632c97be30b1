using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Tollgate.Platform.Events;

namespace Tollgate.Contracts.Events;

public abstract partial class EventBusContract
{
    [Fact]
    public async Task An_event_reaches_every_service_that_subscribes_to_its_type_and_no_other()
    {
        var (mail, stock) = (new EventScript(), new EventScript());
        await RunAsync(Mail, mail);
        await RunAsync(Stock, stock);

        await PublishAsync("o1", Confirmed);
        await PublishAsync("o1", Rejected);
        await PublishAsync("o1", "orders.order-cancelled.v1");
        await PublishAsync("o2", Confirmed);
        await UntilAsync(() => mail.Seen.Count >= 3 && stock.Seen.Count >= 2);

        Assert.Equal([Confirmed, Rejected], mail.Seen.Where(seen => seen.Event.Subject == "o1").Select(seen => seen.Event.Type));
        Assert.Equal([Confirmed, Confirmed], stock.Seen.Select(seen => seen.Event.Type));
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_published()
    {
        var mail = new EventScript();
        await RunAsync(Mail, mail);

        var published = await PublishAsync("Bestellung ü/?#\\ 🙂", Confirmed, new { text = "\"<ö>🙂\"", list = new object[] { 1, 2.5, true, "x" }, large = new string('y', 50_000) });
        await UntilAsync(() => mail.Seen.Count > 0);

        var (arrived, delivery) = mail.Seen[0];
        Assert.True(JsonElement.DeepEquals(published.Data, arrived.Data));
        Assert.Equal(published with { Data = default, TraceParent = null }, arrived with { Data = default, TraceParent = null });
        Assert.Equal(new EventDelivery(1, false), delivery);
    }

    [Fact]
    public async Task Events_of_one_subject_are_handled_one_after_the_other_in_the_order_of_their_publication()
    {
        var busy = new ConcurrentDictionary<string, int>();
        var overlaps = 0;
        var mail = new EventScript(async (cloudEvent, _, _) =>
        {
            Interlocked.Add(ref overlaps, busy.AddOrUpdate(cloudEvent.Subject, 1, (_, count) => count + 1) - 1);
            await Task.Yield();
            busy.AddOrUpdate(cloudEvent.Subject, 0, (_, count) => count - 1);
        });
        var published = Enumerable.Range(0, 400).Select(i => New(string.Create(CultureInfo.InvariantCulture, $"o{i % 10}"))).ToList();

        await Bus.PublishAsync([.. published.Take(150)], CancellationToken.None);
        await RunAsync(Mail, mail);
        await Bus.PublishAsync([.. published.Skip(150)], CancellationToken.None);
        await UntilAsync(() => mail.Seen.Count >= published.Count);

        Assert.Equal(0, overlaps);
        Assert.All(published.GroupBy(cloudEvent => cloudEvent.Subject), subject =>
            Assert.Equal(subject.Select(cloudEvent => cloudEvent.Id), mail.IdsOf(subject.Key).Distinct()));
    }

    [Fact]
    public async Task What_several_publishers_publish_at_once_arrives_in_the_order_of_each()
    {
        var mail = new EventScript();
        await RunAsync(Mail, mail);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async publisher =>
        {
            for (var i = 0; i < 25; i++)
            {
                await PublishAsync(string.Create(CultureInfo.InvariantCulture, $"o{publisher}"));
            }
        }));
        await UntilAsync(() => mail.Seen.Count >= 200);

        Assert.All(Enumerable.Range(0, 8), publisher =>
        {
            var ids = mail.IdsOf(string.Create(CultureInfo.InvariantCulture, $"o{publisher}")).Distinct().Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(25, ids.Count);
            Assert.Equal(ids.Order(), ids);
        });
    }

    [Fact]
    public async Task Events_that_are_published_while_a_service_does_not_run_wait_for_it()
    {
        var mail = new EventScript();
        var first = await PublishAsync("o1");
        await using (await RunAsync(Mail, mail))
        {
            await UntilAsync(() => mail.Seen.Count == 1);
        }

        var second = await PublishAsync("o1");
        await RunAsync(Mail, mail);
        await UntilAsync(() => mail.IdsOf("o1").Contains(second.Id));

        Assert.Equal([first.Id, second.Id], mail.IdsOf("o1").Distinct());
    }

    [Fact]
    public async Task An_event_that_was_under_way_when_its_service_stopped_is_delivered_again_before_later_ones()
    {
        var (isUnderWay, isStopping) = (false, false);
        var mail = new EventScript(async (_, _, cancellationToken) =>
        {
            if (!isStopping)
            {
                Volatile.Write(ref isUnderWay, true);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
        });
        var run = await RunAsync(Mail, mail);
        var first = await PublishAsync("o1");
        var second = await PublishAsync("o1");
        await UntilAsync(() => Volatile.Read(ref isUnderWay));

        isStopping = true;
        await run.StopAsync();
        await RunAsync(Mail, mail);
        await UntilAsync(() => mail.Seen.Count == 3);

        Assert.Equal([first.Id, first.Id, second.Id], mail.IdsOf("o1"));
    }

    [Fact]
    public async Task An_event_that_is_published_twice_can_be_told_by_its_key()
    {
        var mail = new EventScript();
        await RunAsync(Mail, mail);

        var (published, last) = await PublishTwiceAsync(mail);

        Assert.Equal([published.Key, last.Key], mail.Seen.Select(seen => seen.Event.Key).Distinct());
    }

    [Fact]
    public async Task Of_a_publication_with_an_event_that_cannot_be_sent_nothing_is_published()
    {
        var mail = new EventScript();
        await RunAsync(Mail, mail);

        await Assert.ThrowsAsync<ArgumentException>(async () => await Bus.PublishAsync([New("o1"), New("")], CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Bus.PublishAsync([New("o1"), New("o1", data: new string('x', CloudEvent.MaxBytes))], CancellationToken.None));
        var last = await PublishAsync("o1");
        await UntilAsync(() => mail.Seen.Count > 0);

        Assert.Equal(last.Id, mail.Seen[0].Event.Id);
    }

    // One event twice and another after it, which has arrived.
    protected async Task<(CloudEvent Twice, CloudEvent Last)> PublishTwiceAsync(EventScript mail)
    {
        var published = New("o1");
        await Bus.PublishAsync([published], CancellationToken.None);
        await Bus.PublishAsync([published], CancellationToken.None);
        var last = await PublishAsync("o1");
        await UntilAsync(() => mail.IdsOf("o1").Contains(last.Id));
        return (published, last);
    }
}
