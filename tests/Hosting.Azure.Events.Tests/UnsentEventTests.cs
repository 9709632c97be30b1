using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Hosting.Azure.Events.Tests.Brokers;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Events.Tests;

/// <summary>What is committed while Service Bus takes nothing.</summary>
public sealed class UnsentEventTests : IAsyncLifetime
{
    private const string Table = "orders";

    private static readonly ModuleInfo Orders = new("orders", [new TableInfo(Table, StorageHome.Own, StorageAccess.Write), Outbox.HintTable], []) { Publishes = [Samples.Type] };

    private readonly ManualClock _clock = new();
    private readonly Broker _broker;
    private EmbeddedStorage _storage = null!;
    private ServiceProvider _services = null!;
    private OutboxSweeps _sweeps = null!;

    public UnsentEventTests() => _broker = new Broker([Samples.Mail], _clock);

    private BrokerSubscription Mail => _broker[Samples.Mail.Name];

    public Task InitializeAsync()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock).AddSingleton(_storage.TablesFor(Orders));
        services.AddSingleton<IEventBus>(new ServiceBusEventBus(_broker.CreateSender()));
        services.AddOutbox(Orders).AddSingleton(provider => new OutboxSweeps(Orders, provider, _clock, NullLogger<OutboxSweeps>.Instance));
        _services = services.BuildServiceProvider();
        _sweeps = _services.GetRequiredService<OutboxSweeps>();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.ServiceBusy)]
    [InlineData(ServiceBusFailureReason.ServiceCommunicationProblem)]
    public async Task A_commit_stands_and_a_sweep_sends_its_events_when_service_bus_is_back(ServiceBusFailureReason reason)
    {
        _broker.Fault = reason;
        var commit = await CommitAsync("o1");
        await SweepLaterAsync();
        var unsent = Mail.Waiting;

        _broker.Fault = null;
        await SweepLaterAsync();
        await SweepLaterAsync();

        Assert.True(commit.Succeeded);
        Assert.Equal((0, 1, 1), (unsent, Mail.Waiting, _broker.Taken));
    }

    [Fact]
    public async Task Between_two_sweeps_that_other_work_asks_for_lies_a_minute()
    {
        _broker.Fault = ServiceBusFailureReason.ServiceBusy;
        await CommitAsync("o1");
        _broker.Fault = null;

        _clock.Advance(TimeSpan.FromSeconds(59));
        await _sweeps.SweepIfDueAsync(CancellationToken.None);
        var early = Mail.Waiting;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _sweeps.SweepIfDueAsync(CancellationToken.None);

        Assert.Equal((0, 1), (early, Mail.Waiting));
    }

    private Task SweepLaterAsync()
    {
        _clock.Advance(TimeSpan.FromMinutes(15));
        return _sweeps.SweepAsync(CancellationToken.None);
    }

    private async Task<TableBatchResult> CommitAsync(string order) => await _services.GetRequiredService<Outbox>().CommitAsync(
        Table,
        [TableWrite.Insert(new TableEntity("acme", order))],
        [OutboxMessage.Event(Samples.Type, order, "acme", new { order })],
        CancellationToken.None);
}
