using Microsoft.Extensions.DependencyInjection;
using System.Text.Json;
using Tollgate.Contracts.Sagas;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>The example of docs/sagas.md does what the page says.</summary>
public sealed class DocumentedSagaTests : IAsyncLifetime
{
    private static readonly string[] OrderSteps = ["release-stock", "authorize-payment", "void-payment", "capture-payment", "confirm-order"];

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly SagaWorld _world;
    private TableSagaHost _host = null!;

    public DocumentedSagaTests() => (_storage, _world) = (EmbeddedStorage.OpenInMemory(_clock), new SagaWorld(_clock));

    public async Task InitializeAsync()
    {
        var service = new SagaService(services =>
        {
            services.AddSingleton(_world).AddSaga<PlaceOrderSaga>().AddSagaStep<ReserveStock>("reserve-stock");
            foreach (var step in OrderSteps)
            {
                services.AddSagaStep<OrderStep>(step);
            }
        });
        _host = await TableSagaHost.StartAsync(_storage.TablesFor(TableSagaHost.Module), _clock, service, new SagaRunnerOptions());
    }

    public async Task DisposeAsync()
    {
        await _host.KillAsync();
        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task The_example_of_the_page_is_the_code_that_runs_here()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "sagas.md"));
        var code = await File.ReadAllTextAsync(Path.Combine(Root(), "tests", "Hosting.Embedded.Tests", "Sagas", "DocumentedSaga.cs"));

        var example = page.Split("```csharp\n")[1].Split("```")[0];

        Assert.Contains(example, code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_is_paid_is_confirmed()
    {
        await PlaceAsync("pen");
        var waiting = await GetAsync();
        await _host.Sagas.RaiseAsync("place-order-1", SagaEvent.Of("payment-settled", new PaymentSettled("card")), CancellationToken.None);
        await _host.SettleAsync();

        var ended = await GetAsync();
        Assert.Equal("payment", waiting.Custom?.GetProperty("waiting").GetString());
        Assert.Equal(new OrderOutcome("confirmed", null), ended.Result?.Deserialize<OrderOutcome>(SagaJson.Options));
    }

    [Fact]
    public async Task An_order_that_is_not_paid_is_undone()
    {
        await PlaceAsync("pen");

        _clock.Advance(TimeSpan.FromMinutes(15));
        await _host.SettleAsync();

        Assert.Equal("payment-timeout", (await GetAsync()).Failure?.Code);
        Assert.Equal(["reserve-stock", "authorize-payment", "void-payment", "release-stock"], _world.Effects);
    }

    [Fact]
    public async Task An_order_without_stock_is_rejected_as_a_business_outcome()
    {
        await PlaceAsync();

        var ended = await GetAsync();
        Assert.Equal(SagaStatus.Completed, ended.Status);
        Assert.Equal("out-of-stock", ended.Result?.GetProperty("reason").GetString());
    }

    private async Task PlaceAsync(params string[] items)
    {
        await _host.Sagas.StartAsync(SagaStart.Of("place-order", "1", new PlaceOrder("1", items)), CancellationToken.None);
        await _host.SettleAsync();
    }

    private async Task<SagaInstance> GetAsync() => (await _host.Sagas.GetAsync("place-order-1", CancellationToken.None))!;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
