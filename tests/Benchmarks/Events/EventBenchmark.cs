using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Benchmarks.Events;

/// <summary>Measures events from publication to the end of their handler on the embedded tables: durable, in order per subject, many subjects at once.</summary>
internal static class EventBenchmark
{
    private const string Type = "bench.thing-changed.v1";
    private const int Count = 19_200;
    private const int Subjects = 64;

    private static readonly ModuleInfo Module = new("bench", [TableEventBus.Table], []) { Subscriptions = [Type] };

    public static async Task<int> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var storage = EmbeddedStorage.Open(folder.Path, TimeProvider.System);
        var bus = new TableEventBus(storage.TablesFor(Module), TimeProvider.System);
        await bus.SubscribeAsync(Module, CancellationToken.None);
        var ends = new Ends();
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(ends);
        services.AddEventHandler<Handler>(Type).AddTableEvents(bus, Module, new EventDeliveryOptions());
        await using var provider = services.BuildServiceProvider();
        var pump = provider.GetServices<IHostedService>().Single();
        await pump.StartAsync(CancellationToken.None);
        foreach (var pass in new[] { "warm-up", "measured" })
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(ends.Begin(Count), Task.WhenAll(Enumerable.Range(0, Subjects).Select(subject => PublishAsync(bus, $"{pass}-{subject}"))));
            var rate = Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine($"{pass,-10} events/s, published one by one and handled, {Subjects} subjects {rate,8:n0}   out of order: {ends.Strayed}");
        }

        await pump.StopAsync(CancellationToken.None);
        return ends.Strayed == 0 ? 0 : 1;
    }

    // One publisher per subject, which waits until each event is durable.
    private static async Task PublishAsync(TableEventBus bus, string subject)
    {
        for (var number = 0; number < Count / Subjects; number++)
        {
            var published = new CloudEvent
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{subject}-{number}"),
                Source = "/bench",
                Type = Type,
                Subject = subject,
                Time = TimeProvider.System.GetUtcNow(),
                Tenant = "acme",
                Data = JsonSerializer.SerializeToElement(new { number }),
            };
            await bus.PublishAsync([published], CancellationToken.None);
        }
    }

    private sealed class Ends
    {
        private readonly Dictionary<string, int> _next = [];
        private TaskCompletionSource _all = new();
        private int _left;

        public int Strayed { get; private set; }

        public Task Begin(int count)
        {
            (_all, _left) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), count);
            return _all.Task;
        }

        public void End(string subject, int number)
        {
            lock (_next)
            {
                Strayed += _next.GetValueOrDefault(subject) == number ? 0 : 1;
                _next[subject] = number + 1;
                if (--_left == 0)
                {
                    _all.SetResult();
                }
            }
        }
    }

    private sealed class Handler(Ends ends) : IEventHandler
    {
        public ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
        {
            ends.End(cloudEvent.Subject, cloudEvent.Data.GetProperty("number").GetInt32());
            return ValueTask.CompletedTask;
        }
    }
}
