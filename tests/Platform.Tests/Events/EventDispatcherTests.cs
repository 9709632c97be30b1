using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Events;

public sealed class EventDispatcherTests
{
    private const string Type = "orders.order-confirmed.v1";

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_handler_that_throws_when_its_time_is_up_has_failed_like_any_other()
    {
        var script = new EventScript(async (_, _, cancellationToken) =>
        {
            cancellationToken.Register(static () => throw new InvalidOperationException("The handler can't be broken off."));
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
        });
        await using var services = Services(script);
        var once = new EventTransport("test", 0, IsReplay: true, static _ => ValueTask.CompletedTask);
        var handling = services.GetRequiredService<EventDispatcher>().DispatchAsync(NewEvent(), once, CancellationToken.None, CancellationToken.None);

        _clock.Advance(TimeSpan.FromMinutes(1));

        var result = await handling;
        Assert.Equal(DispatchOutcome.Dead, result.Outcome);
        Assert.IsType<TimeoutException>(result.Failure);
    }

    private ServiceProvider Services(EventScript script) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<TimeProvider>(_clock)
        .AddSingleton(script)
        .AddEventHandler<ScriptedHandler>(Type)
        .AddEventDispatcher(new ModuleInfo("mail", [], []) { Subscriptions = [Type] }, new EventDeliveryOptions { TryTimeout = TimeSpan.FromMinutes(1) })
        .BuildServiceProvider();

    private CloudEvent NewEvent() => new()
    {
        Id = "1",
        Source = "/orders",
        Type = Type,
        Subject = "o1",
        Time = _clock.GetUtcNow(),
        Tenant = "acme",
        Data = JsonSerializer.SerializeToElement(new { order = "o1" }),
    };
}
