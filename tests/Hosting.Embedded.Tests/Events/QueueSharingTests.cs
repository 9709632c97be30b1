using System.Globalization;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>A service that runs twice in one process, on one bus.</summary>
public sealed class QueueSharingTests : IAsyncLifetime
{
    // Neither a lease that ends nor a look now and then may stand in for what the bus says.
    private static readonly EventDeliveryOptions Options = new()
    {
        LeaseTime = TimeSpan.FromDays(40),
        TryTimeout = TimeSpan.FromDays(40),
        PollInterval = TimeSpan.FromDays(40),
    };

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly TableEventBus _bus;
    private int _published;

    public QueueSharingTests()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _bus = new TableEventBus(QueueService.TablesOf(_storage), _clock);
    }

    public Task InitializeAsync() => _bus.SubscribeAsync(QueueScene.Mail, CancellationToken.None).AsTask();

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Two_of_a_service_hear_of_every_event_and_either_can_be_stopped()
    {
        var (first, second) = (new EventScript(), new EventScript());
        var one = await StartAsync(first);
        await PublishAsync();
        await UntilAsync(() => first.Seen.Count == 1);
        var other = await StartAsync(second);

        await PublishAsync();
        await UntilAsync(() => first.Seen.Count == 2);
        await one.DrainAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await PublishAsync();
        await UntilAsync(() => second.Seen.Count == 1);
        await other.DrainAsync().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["1", "2"], first.IdsOf("o1"));
        Assert.Equal(["3"], second.IdsOf("o1"));
    }

    private Task<QueueService> StartAsync(EventScript script) => QueueService.StartAsync(QueueScene.Mail, script, _bus, _clock, Options);

    private Task PublishAsync()
    {
        var published = QueueScene.Event((++_published).ToString(CultureInfo.InvariantCulture), "o1", _clock);
        return _bus.PublishAsync([published], CancellationToken.None).AsTask();
    }

    private Task UntilAsync(Func<bool> condition) => QueueScene.UntilAsync(_clock, () => ValueTask.FromResult(condition()));
}
