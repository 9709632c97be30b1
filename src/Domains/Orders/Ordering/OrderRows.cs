using System.Globalization;
using System.Text.Json;
using Tollgate.Platform.Tables;

namespace Tollgate.Orders.Ordering;

/// <summary>
/// An order has a partition <c>{tenant}|{id}</c> of its own, so that orders don't wait for each other:
/// <code>
/// order         the order
/// h!{number}    a change of its state
/// </code>
/// The partition <c>{tenant}</c> holds the lists, the latest order first:
/// <code>
/// a!{time'}!{id}               all
/// c!{customer}!{time'}!{id}    by customer
/// s!{state}!{time'}!{id}       by state
/// </code>
/// A row by state is written before the order has that state and removed after: a list never lacks an order, and who reads it looks at the order itself.
/// </summary>
internal static class OrderRows
{
    public const string HistoryPrefix = "h!";

    public const string StatePrefix = "s!";

    public const string AllPrefix = "a!";

    private const string OrderRow = "order";
    private const string Consumer = "Consumer";
    private const string Changes = "Changes";
    private const string IsAbandoned = "IsAbandoned";
    private const string PlacedBy = "PlacedBy";

    public static string Partition(string tenant, string id) => $"{tenant}|{id}";

    public static TableKey OrderKey(string tenant, string id) => new(Partition(tenant, id), OrderRow);

    public static TableEntity Write(string tenant, StoredOrder stored) => new TableEntity(OrderKey(tenant, stored.Order.Id))
    {
        { Consumer, stored.Consumer },
        { Changes, stored.Changes },
        { IsAbandoned, stored.IsAbandoned },
        { PlacedBy, stored.PlacedBy },
    }.WithDocument(stored.Order);

    public static StoredOrder Read(TableEntity row) => new(
        row.ReadDocument<Order>(), row.GetString(Consumer) ?? "", row.GetInt32(Changes) ?? 0, row.ETag)
    {
        IsAbandoned = row.GetBoolean(IsAbandoned) ?? false,
        PlacedBy = row.GetString(PlacedBy),
    };

    public static TableEntity WriteHistory(string tenant, string id, int number, OrderEvent change) =>
        new TableEntity(Partition(tenant, id), string.Create(CultureInfo.InvariantCulture, $"{HistoryPrefix}{number:D6}")).WithDocument(change);

    public static OrderEvent ReadHistory(TableEntity row) => row.ReadDocument<OrderEvent>();

    /// <summary>Whether a row of the tenant's partition belongs to a list.</summary>
    public static bool IsIndex(TableKey key) => key.Row.Length > 2 && key.Row[0] is 'a' or 'c' or 's' && key.Row[1] is '!';

    /// <summary>The rows of the lists that an order belongs to.</summary>
    public static IEnumerable<TableEntity> Indexes(string tenant, Order order) =>
        ((string[])[AllPrefix, CustomerPrefix(order.Customer), StatePrefixOf(order.State)]).Select(prefix => Index(tenant, prefix, order));

    public static string CustomerPrefix(string customer) => $"c!{customer}!";

    public static string StatePrefixOf(OrderState state) => $"{StatePrefix}{JsonNamingPolicy.CamelCase.ConvertName(state.ToString())}!";

    public static TableEntity Index(string tenant, string prefix, Order order) => new(tenant, prefix + PlaceOf(order));

    /// <summary>The order that a row of a list leads to.</summary>
    public static string IdOf(string indexKey) => indexKey[(indexKey.LastIndexOf('!') + 1)..];

    private static string PlaceOf(Order order) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - order.CreatedAt.UtcTicks:D19}!{order.Id}");
}
