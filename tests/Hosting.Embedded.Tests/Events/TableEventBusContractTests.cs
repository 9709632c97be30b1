using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>The bus on tables; every service and the publisher have an instance of their own, as in processes of their own.</summary>
public abstract class TableEventBusContractTests(Func<TimeProvider, EmbeddedStorage> open) : EventBusContract
{
    // The clock runs ahead of what the machine gets done, so no lease may end by it.
    private static readonly EventDeliveryOptions Options = new() { LeaseTime = TimeSpan.FromDays(1), TryTimeout = TimeSpan.FromDays(1) };

    private readonly ManualClock _clock = new();
    private EmbeddedStorage _storage = null!;

    protected override DateTimeOffset Now => _clock.GetUtcNow();

    protected override Task<IEventBus> OpenAsync()
    {
        _storage = open(_clock);
        return Task.FromResult<IEventBus>(NewBus());
    }

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();

    protected override Task SubscribeAsync(ModuleInfo module) => NewBus().SubscribeAsync(module, CancellationToken.None).AsTask();

    protected override async Task<RunningService> StartAsync(ModuleInfo module, EventScript script) =>
        await QueueService.StartAsync(module, script, NewBus(), _clock, Options);

    protected override async Task PassTimeAsync()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await Task.Yield();
    }

    private TableEventBus NewBus() => new(QueueService.TablesOf(_storage), _clock);
}

public sealed class FileEventBusContractTests : TableEventBusContractTests, IDisposable
{
    private readonly TemporaryFolder _folder;

    public FileEventBusContractTests()
        : this(new TemporaryFolder())
    {
    }

    private FileEventBusContractTests(TemporaryFolder folder)
        : base(clock => EmbeddedStorage.Open(folder.Path, clock)) => _folder = folder;

    public void Dispose() => _folder.Dispose();
}

public sealed class MemoryEventBusContractTests() : TableEventBusContractTests(EmbeddedStorage.OpenInMemory);
