using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

public sealed class LedgerPurgeTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly ITableStore _tables;

    public LedgerPurgeTests()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _tables = _storage.TablesFor(new ModuleInfo("purged", [PlatformTables.Table(PlatformTables.Ledger, StorageAccess.Write)], []));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    [Fact]
    public async Task Rows_go_when_nothing_in_them_counts_any_more_and_not_before()
    {
        await WriteAsync("minute", new LimitModel("minute", 60, TimeSpan.FromMinutes(1)));
        await WriteAsync("day", new LimitModel("day", 60, TimeSpan.FromDays(1)));
        await WriteAsync("sliding", new LimitModel("sliding", 60, TimeSpan.FromDays(1), sliding: true));

        List<long> deleted = [];
        foreach (var hours in new[] { 0.5, 1, 12, 13, 24 })
        {
            deleted.Add(await PurgeAfterAsync(hours));
        }

        Assert.Equal([0L, 1, 1, 1, 0], deleted);
    }

    [Fact]
    public async Task Thousands_of_rows_go_in_one_run()
    {
        for (var row = 0; row < 2500; row += 100)
        {
            await Task.WhenAll(Enumerable.Range(row, 100).Select(number => WriteAsync($"{number}", new LimitModel("second", 60, TimeSpan.FromSeconds(1)))));
        }

        Assert.Equal(2500, await PurgeAfterAsync(2));
    }

    private async Task<long> PurgeAfterAsync(double hours)
    {
        _clock.Advance(TimeSpan.FromHours(hours));
        return await new LedgerPurge(_tables).RunAsync(CancellationToken.None);
    }

    private async Task WriteAsync(string key, LimitModel limit)
    {
        var counter = new SharedCounter(new TableKey(key, "limits"), 1, new StoreTime(_clock), new FleetSize(), 0);
        counter.Take([limit], 0, new LimitReading[1]);
        counter.Join(0, out _, out _);
        Assert.Equal(LedgerStepKind.Read, counter.Next(0).Kind);
        counter.OnRead(await _tables.ReadAsync(PlatformTables.Ledger, counter.Key, CancellationToken.None), 0);
        var result = await _tables.WriteAsync(PlatformTables.Ledger, counter.Next(0).Write!, CancellationToken.None);
        Assert.True(result.Succeeded);
    }
}
