using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

/// <summary>Events that are counted per subject; a gap in the order leaves a row.</summary>
internal static class CountingEvents
{
    public const string Table = "Counts";

    private const string Type = "things.thing-changed.v1";

    private static readonly ModuleInfo Module = new(
        "things", [TableEventBus.Table, new TableInfo(Table, StorageHome.Own, StorageAccess.Write)], [])
    {
        Subscriptions = [Type],
    };

    public static async Task StartAsync(EmbeddedStorage storage, TextWriter output)
    {
        await using var services = await RunAsync(storage);
        var bus = services.GetRequiredService<IEventBus>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async publisher =>
        {
            var subject = $"{Environment.ProcessId}-{publisher}";
            for (var number = 1; ; number++)
            {
                await bus.PublishAsync([New(subject, number)], CancellationToken.None);
                output.WriteLine($"{subject} {number}");
            }
        }));
    }

    public static async Task FinishAsync(EmbeddedStorage storage)
    {
        await using var services = await RunAsync(storage);
        var tables = storage.TablesFor(Module);
        while ((await tables.QueryAsync(TableEventBus.Table.Name, TableQuery.RowsWithPrefix(Module.Name, "e|"), CancellationToken.None)).Entities.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private static CloudEvent New(string subject, int number) => new()
    {
        Id = $"{subject}-{number}",
        Source = "/things",
        Type = Type,
        Subject = subject,
        Time = TimeProvider.System.GetUtcNow(),
        Tenant = "acme",
        Data = JsonSerializer.SerializeToElement(new { number }),
    };

    private static async Task<ServiceProvider> RunAsync(EmbeddedStorage storage)
    {
        var tables = storage.TablesFor(Module);
        var bus = new TableEventBus(tables, TimeProvider.System);
        await bus.SubscribeAsync(Module, CancellationToken.None);
        var services = new ServiceCollection().AddLogging().AddSingleton(tables).AddSingleton(TimeProvider.System);
        services.AddEventHandler<CountHandler>(Type);
        services.AddTableEvents(
            bus, Module, new EventDeliveryOptions { LeaseTime = TimeSpan.FromSeconds(1), PollInterval = TimeSpan.FromMilliseconds(100), MaxDeliveries = int.MaxValue });
        var provider = services.BuildServiceProvider();
        await provider.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None);
        return provider;
    }
}

/// <summary>Takes the numbers of a subject one after the other, each once; one that was left out shows in a row of its own.</summary>
internal sealed class CountHandler(ITableStore tables) : IEventHandler
{
    public async ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
    {
        var number = cloudEvent.Data.GetProperty("number").GetInt32();
        var key = new TableKey(cloudEvent.Subject, "last");
        var stored = (await tables.ReadAsync(CountingEvents.Table, key, cancellationToken)).Entity;
        var last = stored?.GetInt32("N") ?? 0;
        if (number > last + 1)
        {
            var gap = new TableEntity("gaps", string.Create(CultureInfo.InvariantCulture, $"{cloudEvent.Subject} {last} {number}"));
            await tables.WriteAsync(CountingEvents.Table, TableWrite.Upsert(gap), cancellationToken);
        }

        if (number > last)
        {
            var next = new TableEntity(key) { { "N", number } };
            var write = stored is null ? TableWrite.Insert(next) : TableWrite.Replace(next, stored.ETag);
            if (!(await tables.WriteAsync(CountingEvents.Table, write, cancellationToken)).Succeeded)
            {
                throw new InvalidOperationException("Two handle one subject at the same time.");
            }
        }
    }
}
