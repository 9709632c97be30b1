using System.Text.Json;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>Who hears of what in the tests of the queue, and how their time passes.</summary>
internal static class QueueScene
{
    private const string Type = "orders.order-confirmed.v1";

    public static ModuleInfo Mail { get; } = new("mail", [], []) { Subscriptions = [Type] };

    public static CloudEvent Event(string id, string subject, TimeProvider clock) => new()
    {
        Id = id,
        Source = "/orders",
        Type = Type,
        Subject = subject,
        Time = clock.GetUtcNow(),
        Tenant = "acme",
        Data = JsonSerializer.SerializeToElement(new { order = subject }),
    };

    /// <summary>Lets time pass until something holds.</summary>
    public static async Task UntilAsync(ManualClock clock, Func<ValueTask<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await PassTimeAsync(clock);
        }
    }

    public static async Task PassTimeAsync(ManualClock clock)
    {
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await Task.Yield();
    }
}
