using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Notifications.Mailbox;
using Tollgate.Notifications.Mails;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Notifications.Tests.Mails;

public sealed class MailTests : IAsyncLifetime
{
    private readonly UnsteadyTransport _transport = new();
    private ServiceHost _notifications = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _notifications = await ServiceHost.StartAsync(new NotificationsModule(), configure: services =>
            services.AddSingleton<IMailTransport>(provider => _transport.Behind(ActivatorUtilities.CreateInstance<MailboxTransport>(provider))));
        _client = await _notifications.WriterAsync();
    }

    [Theory]
    [InlineData("orders.order-confirmed.v1", "order-confirmed", "Your order o1 is confirmed", "2 x Mug & Cup: 29.80 EUR")]
    [InlineData("orders.order-rejected.v1", "order-rejected", "We could not accept your order o1", "out of stock")]
    [InlineData("orders.order-cancelled.v1", "order-cancelled", "Your order o1 is cancelled", "You owe nothing.")]
    public async Task A_customer_hears_how_an_order_fares(string type, string template, string subject, string text)
    {
        await HandleAsync(News(type));

        var mail = Assert.Single((await _client.GetJsonAsync("/mailbox?order=o1"))["items"]!.AsArray())!;
        Assert.Equal(("ada@example.com", "Ada", template, subject), (
            mail["to"]!.GetValue<string>(), mail["name"]!.GetValue<string>(), mail["template"]!.GetValue<string>(), mail["subject"]!.GetValue<string>()));
        Assert.Contains(text, mail["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_written_in_the_readers_language()
    {
        await HandleAsync(News(OrderNewsHandler.Confirmed, locale: "de-AT"));

        var mail = (await _client.GetJsonAsync("/mailbox"))["items"]![0]!;
        Assert.Equal("de", mail["locale"]!.GetValue<string>());
        Assert.Contains("Mug &amp; Cup", mail["html"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_comes_again_sends_nothing()
    {
        var news = News(OrderNewsHandler.Confirmed);
        await HandleAsync(news);
        var before = await _client.GetJsonAsync("/mailbox");
        using var changed = await _client.SendAsync("PUT", "/templates/order-confirmed", """{"locales":{"en":{"subject":"New","text":"New"}}}""", ifMatch: "*");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => HandleAsync(news)));

        Assert.Equal(before.ToJsonString(), (await _client.GetJsonAsync("/mailbox")).ToJsonString());
        Assert.Equal(1, _transport.Sent);
    }

    [Fact]
    public async Task Of_deliveries_at_the_same_time_one_mail_comes()
    {
        var news = News(OrderNewsHandler.Confirmed);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => HandleAsync(news)));

        Assert.Single((await _client.GetJsonAsync("/mailbox"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_process_that_dies_after_the_mail_was_sent_sends_no_second_one()
    {
        var news = News(OrderNewsHandler.Confirmed);
        _transport.DiesAfterSending = true;
        await Assert.ThrowsAsync<IOException>(() => HandleAsync(news));
        _transport.DiesAfterSending = false;

        await HandleAsync(news);

        Assert.Single((await _client.GetJsonAsync("/mailbox"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_transport_that_fails_is_tried_again_with_the_event()
    {
        var news = News(OrderNewsHandler.Confirmed);
        _transport.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => HandleAsync(news));
        _transport.Fails = false;

        await HandleAsync(news);

        Assert.Single((await _client.GetJsonAsync("/mailbox"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refund_is_told_to_whom_the_order_named_whichever_comes_first(bool isRefundFirst)
    {
        CloudEvent[] events = [News(OrderNewsHandler.Confirmed), Refund("o1")];

        foreach (var cloudEvent in isRefundFirst ? events.Reverse() : events)
        {
            await HandleAsync(cloudEvent);
        }

        var mails = await _client.GetJsonAsync("/mailbox?order=o1&to=ADA@example.com");
        Assert.Equal(["order-confirmed", "payment-refunded"], mails.Values("template").Order());
        Assert.Contains(mails.Values("subject"), subject => subject == "We returned 29.80 EUR for your order o1");
    }

    [Fact]
    public async Task Every_refund_of_an_order_is_told_once()
    {
        CloudEvent[] refunds = [Refund("o1"), Refund("o1")];

        foreach (var cloudEvent in refunds.Concat(refunds).Append(News(OrderNewsHandler.Confirmed)).Concat(refunds))
        {
            await HandleAsync(cloudEvent);
        }

        Assert.Equal(3, (await _client.GetJsonAsync("/mailbox"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_event_without_a_recipient_sends_nothing()
    {
        await HandleAsync(News(OrderNewsHandler.Confirmed, hasRecipient: false));

        Assert.Empty((await _client.GetJsonAsync("/mailbox"))["items"]!.AsArray());
    }

    [Fact]
    public async Task An_event_that_says_something_else_is_rejected_for_good()
    {
        var wrong = Event(OrderNewsHandler.Confirmed, new { order = "o1" });

        await Assert.ThrowsAsync<EventRejectedException>(() => HandleAsync(wrong));
    }

    [Fact]
    public async Task The_mailbox_belongs_to_its_tenant_and_is_read_with_a_scope()
    {
        await HandleAsync(News(OrderNewsHandler.Confirmed));
        var id = (await _client.GetJsonAsync("/mailbox")).Values("id").Single();
        using var other = await _notifications.WriterAsync("other");
        using var writer = await _notifications.ClientAsync("default", "notifications.write");

        using var own = await _client.SendAsync("GET", "/mailbox/" + id);
        using var foreign = await other.SendAsync("GET", "/mailbox/" + id);
        using var refused = await writer.SendAsync("GET", "/mailbox/" + id);

        Assert.Equal(200, (int)own.StatusCode);
        await foreign.ProblemAsync(404, "resource-not-found");
        await refused.ProblemAsync(403, "forbidden");
        Assert.Empty((await other.GetJsonAsync("/mailbox"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Paging_visits_each_mail_once_the_latest_first()
    {
        for (var index = 0; index < 25; index++)
        {
            await HandleAsync(News(OrderNewsHandler.Confirmed, order: $"o{index:D2}"));
            _notifications.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var orders = new List<string>();
        for (var next = "/mailbox?limit=10&to=ada@example.com"; next is not null;)
        {
            var page = await _client.GetJsonAsync(next);
            orders.AddRange(page.Values("order"));
            next = page["next"] is { } cursor ? $"/mailbox?limit=10&to=ada@example.com&cursor={cursor}" : null;
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(index => $"o{index:D2}").Reverse(), orders);
    }

    [Theory]
    [InlineData("limit=0", "query:limit")]
    [InlineData("cursor=abc", "query:cursor")]
    [InlineData("to=", "query:to")]
    [InlineData("to=%0a", "query:to")]
    [InlineData("order=a%2fb", "query:order")]
    [InlineData("order=%00", "query:order")]
    public async Task A_parameter_that_makes_no_sense_is_named(string query, string pointer)
    {
        using var response = await _client.SendAsync("GET", "/mailbox?" + query);

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task Mails_and_recipients_go_after_half_a_year()
    {
        await HandleAsync(News(OrderNewsHandler.Confirmed));
        await HandleAsync(Refund("elsewhere"));

        var early = await RunJobsAsync(days: 179);
        var late = await RunJobsAsync(days: 181);

        Assert.Equal((0, 3), (early, late));
        Assert.Empty((await _client.GetJsonAsync("/mailbox"))["items"]!.AsArray());
        Assert.Empty((await _client.GetJsonAsync("/mailbox?order=o1"))["items"]!.AsArray());
    }

    [Fact]
    public async Task An_erased_customers_mails_lose_what_tells_of_the_person()
    {
        await HandleAsync(News(OrderNewsHandler.Confirmed));
        await HandleAsync(News(OrderNewsHandler.Confirmed, order: "o2", customer: "c2"));

        await HandleAsync(Erased("c1"));
        await HandleAsync(Erased("c1"));

        var mail = (await _client.GetJsonAsync("/mailbox?order=o1"))["items"]![0]!.AsObject();
        Assert.Equal(["id", "locale", "order", "sentAt", "template", "templateVersion"], mail.Select(member => member.Key).Order());
        Assert.Equal(["o2"], (await _client.GetJsonAsync("/mailbox?to=ada@example.com")).Values("order"));
    }

    [Fact]
    public async Task An_event_that_comes_after_the_erasure_leaves_nothing_of_the_person()
    {
        var confirmed = News(OrderNewsHandler.Confirmed);
        await HandleAsync(confirmed);
        await HandleAsync(Erased("c1"));

        await HandleAsync(News(OrderNewsHandler.Cancelled));
        await HandleAsync(confirmed);
        await HandleAsync(Refund("o1"));

        Assert.Empty((await _client.GetJsonAsync("/mailbox?to=ada@example.com"))["items"]!.AsArray());
        Assert.Single((await _client.GetJsonAsync("/mailbox?order=o1"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_mail_that_is_sent_while_its_customer_is_erased_is_erased_too()
    {
        _transport.BeforeSending = () => HandleAsync(Erased("c1"));

        await HandleAsync(News(OrderNewsHandler.Confirmed));

        Assert.Null((await _client.GetJsonAsync("/mailbox"))["items"]![0]!["to"]);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _notifications.DisposeAsync();
    }

    private static CloudEvent News(string type, string order = "o1", string customer = "c1", string locale = "en", bool hasRecipient = true) => Event(type, new
    {
        order,
        customer,
        recipient = hasRecipient ? new { name = "Ada", email = "ada@example.com", locale } : null,
        lines = new[] { new { product = "p1", name = "Mug & Cup", quantity = 2, total = new { currency = "EUR", amount = 2980 } } },
        total = new { currency = "EUR", amount = 2980 },
        reason = type == OrderNewsHandler.Rejected ? "out-of-stock" : null,
    });

    private static CloudEvent Refund(string order) =>
        Event(Refunds.Refunded, new { payment = order, order, amount = new { currency = "EUR", amount = 2980 } });

    private static CloudEvent Erased(string customer) => Event(ErasureHandler.Erased, new { customerId = customer });

    private static CloudEvent Event(string type, object data) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Source = "/" + type[..type.IndexOf('.', StringComparison.Ordinal)],
        Type = type,
        Subject = "s",
        Time = DateTimeOffset.UnixEpoch,
        Tenant = "default",
        Data = JsonSerializer.SerializeToElement(data, EventJson.Options),
    };

    private async Task HandleAsync(CloudEvent cloudEvent)
    {
        await using var scope = _notifications.Services.CreateAsyncScope();
        IEventHandler handler = cloudEvent.Type switch
        {
            Refunds.Refunded => scope.ServiceProvider.GetRequiredService<Refunds>(),
            ErasureHandler.Erased => scope.ServiceProvider.GetRequiredService<ErasureHandler>(),
            _ => scope.ServiceProvider.GetRequiredService<OrderNewsHandler>(),
        };
        await handler.HandleAsync(cloudEvent, new EventDelivery(1, IsReplay: false), CancellationToken.None);
    }

    private async Task<long> RunJobsAsync(int days)
    {
        var later = new ManualClock(_notifications.Clock.GetUtcNow().AddDays(days));
        IDailyJob[] jobs = [new MailboxRetention(_notifications.Tables, later), new RecipientRetention(_notifications.Tables, later)];
        var deleted = 0L;
        foreach (var job in jobs)
        {
            deleted += await job.RunAsync(CancellationToken.None);
        }

        return deleted;
    }
}
