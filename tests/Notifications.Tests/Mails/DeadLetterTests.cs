using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Notifications.Mails;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Notifications.Tests.Mails;

public sealed class DeadLetterTests : IAsyncLifetime
{
    private ServiceHost _notifications = null!;

    private IDeadLetters DeadLetters => _notifications.Services.GetRequiredService<IDeadLetters>();

    public async Task InitializeAsync() => _notifications = await ServiceHost.StartAsync(new NotificationsModule());

    public async Task DisposeAsync() => await _notifications.DisposeAsync();

    [Fact]
    public async Task One_that_comes_after_the_erasure_of_its_person_is_purged_by_the_daily_job()
    {
        await _notifications.Services.GetRequiredService<Erasure>().EraseAsync("default", "c1", CancellationToken.None);
        CloudEvent[] broken =
        [
            .. OrderNewsHandler.Types.Select(type => Event(type, new { customer = "c1", recipient = "Ada" })),
            Event(OrderNewsHandler.Confirmed, new { customer = "c2", recipient = "Bob" }),
            Event(OrderNewsHandler.Confirmed, new { customer = "no/key", recipient = "Carl" }),
            Event(OrderNewsHandler.Confirmed, new { customer = 7, recipient = "Dora" }),
            Event(Refunds.Refunded, new { customer = "c1" }),
            Event(ErasureHandler.Erased, new { customer = "c1" }),
        ];
        await _notifications.Services.GetRequiredService<IEventBus>().PublishAsync(broken, CancellationToken.None);
        while ((await ListAsync()).Count < broken.Length)
        {
            await Task.Yield();
        }

        var deleted = await _notifications.Services.GetServices<IDailyJob>().Single(job => job.Name == "dead-letters").RunAsync(CancellationToken.None);

        Assert.Equal(3, deleted);
        Assert.Equal(broken.Skip(3).Select(cloudEvent => cloudEvent.Id), (await ListAsync()).Select(dead => dead.Event!.Id));
    }

    private static CloudEvent Event(string type, object data) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Source = "/test",
        Type = type,
        Subject = "s",
        Time = DateTimeOffset.UnixEpoch,
        Tenant = "default",
        Data = JsonSerializer.SerializeToElement(data),
    };

    private async Task<IReadOnlyList<DeadLetter>> ListAsync() => (await DeadLetters.ListAsync(null, 100, CancellationToken.None)).Items;
}
