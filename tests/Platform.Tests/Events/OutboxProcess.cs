using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Events;

/// <summary>A process with an outbox and the bus on tables that dies when a test wants it to, and is followed by another on the same tables.</summary>
internal sealed class OutboxProcess : IAsyncDisposable
{
    public const string Table = "things";
    public const string Tenant = "acme";
    public const string Type = "things.thing-changed.v1";

    private const string Reader = "reader";

    private static readonly ModuleInfo Things = new(
        "things", [new TableInfo(Table, StorageHome.Own, StorageAccess.Write), Outbox.HintTable, TableEventBus.Table], []);

    private readonly EmbeddedStorage _storage;

    private OutboxProcess()
    {
        _storage = EmbeddedStorage.OpenInMemory(Clock);
        Restart();
    }

    public ManualClock Clock { get; } = new();

    public CrashingTables Tables { get; private set; } = null!;

    public Outbox Outbox { get; private set; } = null!;

    /// <summary>A process on a bus to which one service listens.</summary>
    public static async Task<OutboxProcess> StartAsync()
    {
        var process = new OutboxProcess();
        await new TableEventBus(process.Tables, process.Clock).SubscribeAsync(new ModuleInfo(Reader, [], []) { Subscriptions = [Type] }, CancellationToken.None);
        return process;
    }

    public static OutboxMessage Changed(string thing, int version) => OutboxMessage.Event(Type, thing, Tenant, new { version });

    public void Restart()
    {
        Tables = new CrashingTables(_storage.TablesFor(Things));
        Outbox = NewOutbox(Tables);
    }

    /// <summary>The outbox of another process on the same tables.</summary>
    public Outbox NewOutbox(ITableStore tables) =>
        new("things", tables, new TableEventBus(tables, Clock), sagas: null, Clock, NullLogger<Outbox>.Instance);

    /// <summary>Changes a thing and tells of it.</summary>
    public async Task<TableBatchResult> ChangeAsync(string thing, Outbox? outbox = null)
    {
        var stored = (await Tables.ReadAsync(Table, new TableKey(Tenant, thing), CancellationToken.None)).Entity;
        var row = new TableEntity(Tenant, thing) { { "Version", (stored?.GetInt32("Version") ?? 0) + 1 } };
        var write = stored is null ? TableWrite.Insert(row) : TableWrite.Replace(row, stored.ETag);
        return await (outbox ?? Outbox).CommitAsync(Table, [write], [Changed(thing, row.GetInt32("Version")!.Value)], CancellationToken.None);
    }

    public async Task<int> VersionAsync(string thing) =>
        (await Tables.ReadAsync(Table, new TableKey(Tenant, thing), CancellationToken.None)).Entity?.GetInt32("Version") ?? 0;

    /// <summary>What was published about a thing, in the order of its first appearance.</summary>
    public async Task<IReadOnlyList<int>> PublishedAsync(string thing) =>
        [.. (await EventsAsync()).Where(published => published.Subject == thing).Select(published => published.Data.GetProperty("version").GetInt32()).Distinct()];

    /// <summary>Everything that was published, in order.</summary>
    public async Task<IReadOnlyList<CloudEvent>> EventsAsync()
    {
        List<CloudEvent> events = [];
        await foreach (var row in Tables.QueryAllAsync(TableEventBus.Table.Name, QueueRow.EventsAfter(Reader, 0), CancellationToken.None))
        {
            events.Add(CloudEvent.Read(row.GetBinary(QueueRow.Body)).Event!);
        }

        return events;
    }

    /// <summary>How many rows a table has besides the things themselves.</summary>
    public async Task<int> RestAsync()
    {
        var rows = 0;
        foreach (var table in new[] { Table, Outbox.HintTable.Name })
        {
            await foreach (var row in Tables.QueryAllAsync(table, TableQuery.Partitions(null, null), CancellationToken.None))
            {
                rows += row.GetInt32("Version") is null ? 1 : 0;
            }
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
