using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Tables;

public sealed class MeteredTableStoreTests : IAsyncLifetime
{
    private readonly PlatformStorage _storage = PlatformStorage.Open();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<string> _recorded = [];

    [Fact]
    public async Task Every_call_is_measured_by_module_table_and_operation()
    {
        var tables = Metered();
        using var listener = Listen();
        var row = new TableEntity(new TableKey("p", "r"));

        await tables.WriteAsync(PlatformTables.Configuration, TableWrite.Insert(row), CancellationToken.None);
        await tables.WriteBatchAsync(PlatformTables.Configuration, [TableWrite.Upsert(row)], CancellationToken.None);
        await tables.ReadAsync(PlatformTables.Registry, row.Key, CancellationToken.None);
        await tables.QueryAsync(PlatformTables.Registry, TableQuery.InPartition("p"), CancellationToken.None);

        Assert.Equal(["orders configuration write", "orders configuration batch", "orders registry read", "orders registry query"], _recorded);
    }

    [Fact]
    public async Task A_fault_is_measured_with_its_kind_and_still_reaches_the_caller()
    {
        var tables = Metered();
        using var listener = Listen();
        await _storage.DisposeAsync();

        var fault = await Assert.ThrowsAsync<TableStoreException>(
            async () => await tables.ReadAsync(PlatformTables.Registry, new TableKey("p", "r"), CancellationToken.None));

        Assert.Equal([$"orders registry read {fault.Fault}"], _recorded);
    }

    [Fact]
    public async Task Without_a_listener_calls_pass()
    {
        var answer = await Metered().ReadAsync(PlatformTables.Registry, new TableKey("p", "r"), CancellationToken.None);

        Assert.Null(answer.Entity);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _services.DisposeAsync();
    }

    private MeteredTableStore Metered() => new(_storage.Tables, "orders", _services.GetRequiredService<IMeterFactory>(), _storage.Clock);

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _recorded.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        listener.Start();
        return listener;
    }
}
