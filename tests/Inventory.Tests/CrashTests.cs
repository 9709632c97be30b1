using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Contracts.Tables;
using Tollgate.Inventory.Reservations;
using Tollgate.Inventory.Stock;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Tests;

public sealed class CrashTests
{
    private const string Tenant = "default";
    private const long Initial = 10;
    private static readonly string[] Products = ["cup", "mug", "pen"];

    /// <summary>
    /// A process makes, ships and releases reservations and dies at some write of each; the next one goes on. Whatever happens, no piece appears or
    /// disappears, and after the sweep no reservation is on its way.
    /// </summary>
    [Fact]
    public void Whenever_processes_die_every_piece_is_on_hand_or_shipped_and_nothing_stays_half_done()
    {
        var step =
            from kind in Gen.Choose(0, 4)
            from reservation in Gen.Choose(1, 5)
            from quantity in Gen.Choose(1, 6)
            from products in Gen.Choose(1, 7)
            from crashAfter in Gen.Frequency((1, Gen.Constant(-1)), (3, Gen.Choose(0, 12)))
            from keepsLast in Gen.Elements(true, false)
            select new Step(kind, $"r{reservation}", quantity, products, crashAfter, keepsLast);

        Prop.ForAll(Gen.ListOf(step).Select(steps => steps.Take(25).ToList()).ToArbitrary(), steps => RunAsync(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static async Task<bool> RunAsync(IReadOnlyList<Step> steps)
    {
        var (host, tables) = await InventoryHost.StartMortalAsync();
        await using var _ = host;
        using var client = await host.WriterAsync();
        foreach (var product in Products)
        {
            await client.StockAsync(product, Initial);
        }

        foreach (var step in steps)
        {
            await RunAsync(host, tables, step);
            await CheckAsync(host);
        }

        host.Clock.Advance(TimeSpan.FromSeconds(31));
        await host.SweepAsync();
        await CheckAsync(host);
        return await RestsAsync(host);
    }

    private static async Task RunAsync(ServiceHost host, CrashingTables tables, Step step)
    {
        var desk = host.Services.GetRequiredService<ReservationDesk>();
        if (step.CrashAfter >= 0)
        {
            tables.CrashAfter(step.CrashAfter, step.KeepsLast);
        }

        try
        {
            switch (step.Kind)
            {
                case 0 or 1:
                    await desk.PutAsync(Tenant, step.Reservation, step.Draft(), CancellationToken.None);
                    break;
                case 2:
                    await desk.ShipAsync(Tenant, step.Reservation, CancellationToken.None);
                    break;
                case 3:
                    await desk.ReleaseAsync(Tenant, step.Reservation, CancellationToken.None);
                    break;
                default:
                    host.Clock.Advance(TimeSpan.FromSeconds(8));
                    await host.SweepAsync();
                    break;
            }
        }
        catch (TableStoreException) when (tables.IsDead)
        {
            // The process is dead; the next one finds what it left.
        }

        tables.Revive();
    }

    // At any moment: what is gone was shipped, and what is reserved is held.
    private static async Task CheckAsync(ServiceHost host)
    {
        foreach (var product in Products)
        {
            var (stock, holds) = await ReadAsync(host, product);
            var shipped = holds.Where(hold => hold.State is HoldState.Shipped).Sum(Quantity);
            Assert.Equal(Initial, stock.OnHandQuantity() + shipped);
            Assert.Equal(stock.OnHandQuantity() - stock.FreeQuantity(), holds.Where(hold => hold.State is HoldState.Open).Sum(Quantity));
        }
    }

    private static async Task<bool> RestsAsync(ServiceHost host)
    {
        var store = host.Services.GetRequiredService<ReservationStore>();
        for (var i = 1; i <= 5; i++)
        {
            if (await store.FindAsync(new ReservationKey(Tenant, $"r{i}"), CancellationToken.None) is { } stored)
            {
                var reservation = stored.Record.Show(stored.Key.Id);
                foreach (var item in reservation.Items)
                {
                    var held = await HoldAsync(host, item.Product, stored.Key.Id);
                    Assert.Equal(reservation.State is ReservationState.Reserved, held?.State is HoldState.Open);
                    Assert.Equal(reservation.State is ReservationState.Shipped, held?.State is HoldState.Shipped);
                }
            }
        }

        return true;
    }

    private static async Task<(ProductStock Stock, IReadOnlyList<Hold> Holds)> ReadAsync(ServiceHost host, string product)
    {
        var holds = new List<Hold>();
        await foreach (var row in host.Tables.QueryAllAsync(
            StockRows.Table, TableQuery.RowsWithPrefix(StockRows.Partition(Tenant, product), StockRows.HoldPrefix), CancellationToken.None))
        {
            holds.Add(row.ReadDocument<Hold>());
        }

        return ((await host.Services.GetRequiredService<StockStore>().ReadAsync(Tenant, product, CancellationToken.None)).Stock, holds);
    }

    private static async Task<Hold?> HoldAsync(ServiceHost host, string product, string reservation)
    {
        var read = await host.Tables.ReadAsync(
            StockRows.Table, new TableKey(StockRows.Partition(Tenant, product), StockRows.HoldKey(reservation)), CancellationToken.None);
        return read.Entity is { } row ? row.ReadDocument<Hold>() : null;
    }

    private static long Quantity(Hold hold) => hold.Portions.Sum(portion => portion.Quantity);

    // The bits of ProductSet say which products it asks for.
    private sealed record Step(int Kind, string Reservation, int Quantity, int ProductSet, int CrashAfter, bool KeepsLast)
    {
        public ReservationDraft Draft() => new()
        {
            Items = [.. Products.Where((_, index) => (ProductSet & (1 << index)) != 0).Select(product => new ReservationItemDraft { Product = product, Quantity = Quantity })],
            ExpiresInSeconds = 20,
        };
    }
}
