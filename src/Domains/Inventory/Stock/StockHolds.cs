using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Stock;

/// <summary>
/// Takes hold of the pieces of one product for a reservation, and gives them back or lets them leave. Every step may be repeated, by anyone, at any
/// time: a hold is taken once and closed once. Closing one that was never taken closes it for good, so that whoever comes late takes nothing.
/// </summary>
internal sealed class StockHolds(ITableStore tables, StockStore stocks, TimeProvider time)
{
    private const int PageSize = 100;

    public ValueTask<HoldResult> TakeAsync(
        string tenant, string product, string reservation, long quantity, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        stocks.ChangeAsync(
            tenant,
            product,
            async stock =>
            {
                // Read after the stock: a hold that was taken in between is seen, or the stock's version is no longer current.
                if ((await FindAsync(tenant, product, reservation, cancellationToken)).Hold is { } hold)
                {
                    return new StockPlan<HoldResult>(new HoldResult(hold.State is HoldState.Open ? hold.Portions : null, null));
                }

                if (stock.Allocate(quantity) is not { } portions)
                {
                    return new StockPlan<HoldResult>(new HoldResult(null, stock.FreeQuantity()));
                }

                var now = time.GetUtcNow();
                var partition = StockRows.Partition(tenant, product);
                var taken = new Hold(HoldState.Open, portions, expiresAt, now);
                return new StockPlan<HoldResult>(new HoldResult(portions, null), stock.Reserve(portions, reservation, now),
                [
                    TableWrite.Insert(StockRows.Row(partition, StockRows.HoldKey(reservation), taken)),
                    TableWrite.Upsert(new TableEntity(partition, StockRows.OpenKey(expiresAt, reservation))),
                ]);
            },
            cancellationToken);

    /// <summary>Closes the hold as released or shipped; one that is closed stays as it is.</summary>
    public async ValueTask CloseAsync(string tenant, string product, string reservation, HoldState state, CancellationToken cancellationToken) =>
        await stocks.ChangeAsync(
            tenant,
            product,
            async stock =>
            {
                var (hold, version) = await FindAsync(tenant, product, reservation, cancellationToken);
                var now = time.GetUtcNow();
                var partition = StockRows.Partition(tenant, product);
                var key = StockRows.HoldKey(reservation);
                return (hold, state) switch
                {
                    (null, HoldState.Released) => new StockPlan<bool>(true, null,
                        [TableWrite.Insert(StockRows.Row(partition, key, new Hold(HoldState.Released, [], now, now)))]),
                    ({ State: HoldState.Open }, _) => new StockPlan<bool>(
                        true,
                        state is HoldState.Shipped ? stock.Ship(hold.Portions, reservation, now) : stock.Release(hold.Portions, reservation, now),
                        [
                            TableWrite.Replace(StockRows.Row(partition, key, hold with { State = state, ChangedAt = now }), version),
                            TableWrite.Delete(new TableKey(partition, StockRows.OpenKey(hold.ExpiresAt, reservation)), ETag.Any),
                        ]),
                    _ when hold?.State == state => new StockPlan<bool>(false),
                    _ => throw new InvalidDataException($"Reservation '{reservation}' is to be {state}, but what it held of '{product}' is {hold?.State}."),
                };
            },
            cancellationToken);

    /// <summary>The reservations whose open holds of a product have expired, the oldest first; not all when there are many.</summary>
    public async ValueTask<IReadOnlyList<string>> FindExpiredAsync(string tenant, string product, CancellationToken cancellationToken)
    {
        var until = StockRows.OpenBefore(time.GetUtcNow().AddTicks(1));
        var query = TableQuery.Rows(StockRows.Partition(tenant, product), StockRows.OpenBefore(DateTimeOffset.MinValue), until) with { PageSize = PageSize };
        var page = await tables.QueryAsync(StockRows.Table, query, cancellationToken);
        return [.. page.Entities.Select(row => StockRows.ReservationOf(row.Key.Row))];
    }

    private async ValueTask<(Hold? Hold, ETag Version)> FindAsync(string tenant, string product, string reservation, CancellationToken cancellationToken)
    {
        var key = new TableKey(StockRows.Partition(tenant, product), StockRows.HoldKey(reservation));
        var read = await tables.ReadAsync(StockRows.Table, key, cancellationToken);
        return read.Entity is { } row ? (row.ReadDocument<Hold>(), row.ETag) : (null, default);
    }
}
