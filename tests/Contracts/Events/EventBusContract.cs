using System.Globalization;
using System.Text.Json;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Contracts.Events;

/// <summary>
/// What every event bus does. A subclass opens a bus without events; time may be virtual, so that a test moves on by <see cref="PassTimeAsync"/>. The pauses between
/// tries are those of the product.
/// </summary>
public abstract partial class EventBusContract : IAsyncLifetime
{
    protected const string Confirmed = "orders.order-confirmed.v1";
    protected const string Rejected = "orders.order-rejected.v1";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<RunningService> _running = [];
    private int _ids;

    protected IEventBus Bus { get; private set; } = null!;

    protected static ModuleInfo Mail { get; } = new("mail", [], []) { Subscriptions = [Confirmed, Rejected] };

    protected static ModuleInfo Stock { get; } = new("stock", [], []) { Subscriptions = [Confirmed] };

    /// <summary>Everyone who subscribes, for a bus whose subscriptions are made beforehand.</summary>
    public static IReadOnlyList<ModuleInfo> Subscribers { get; } = [Mail, Stock];

    public async Task InitializeAsync()
    {
        Bus = await OpenAsync();
        await SubscribeAsync(Mail);
        await SubscribeAsync(Stock);
    }

    public async Task DisposeAsync()
    {
        foreach (var service in _running)
        {
            await service.DisposeAsync();
        }

        await CloseAsync();
    }

    protected abstract Task<IEventBus> OpenAsync();

    protected abstract Task CloseAsync();

    /// <summary>Makes events of the module's types wait for it.</summary>
    protected abstract Task SubscribeAsync(ModuleInfo module);

    /// <summary>Runs a service in a process of its own, as far as the bus can tell.</summary>
    protected abstract Task<RunningService> StartAsync(ModuleInfo module, EventScript script);

    protected abstract DateTimeOffset Now { get; }

    /// <summary>Where the events come from: another one for each test on a bus that remembers for longer.</summary>
    protected virtual string Source => "/orders";

    /// <summary>Lets a little time pass.</summary>
    protected abstract Task PassTimeAsync();

    protected async Task<RunningService> RunAsync(ModuleInfo module, EventScript script)
    {
        var service = await StartAsync(module, script);
        _running.Add(service);
        return service;
    }

    /// <summary>An event whose id is a number that grows.</summary>
    protected CloudEvent New(string subject, string type = Confirmed, object? data = null) => new()
    {
        Id = Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture),
        Source = Source,
        Type = type,
        Subject = subject,
        Time = Now,
        Tenant = "acme",
        Data = JsonSerializer.SerializeToElement(data ?? new { order = subject }),
    };

    protected async Task<CloudEvent> PublishAsync(string subject, string type = Confirmed, object? data = null)
    {
        var published = New(subject, type, data);
        await Bus.PublishAsync([published], CancellationToken.None);
        return published;
    }

    protected async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await PassTimeAsync();
        }
    }

    protected async Task<DeadLetter> UntilDeadAsync(RunningService service)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if ((await service.DeadLetters.ListAsync(null, 10, patience.Token)).Items is [var dead, ..])
            {
                return dead;
            }

            await PassTimeAsync();
        }
    }

    protected static ValueTask Fail(string message) => throw new InvalidOperationException(message);
}
