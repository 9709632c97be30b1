using Tollgate.Catalog;
using Tollgate.Customers;
using Tollgate.Gateway;
using Tollgate.Inventory;
using Tollgate.Local.Identity;
using Tollgate.Notifications;
using Tollgate.Orders;
using Tollgate.Payments;
using Tollgate.Platform.Modules;

namespace Tollgate.Local.Modules;

/// <summary>A module that this host can run.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="Offset">Its port, counted from the port base.</param>
/// <param name="Create">Makes it; its assembly is loaded only then.</param>
internal sealed record LocalModule(string Name, int Offset, Func<IModule> Create)
{
    /// <summary>The module that takes the requests of clients.</summary>
    public const string Gateway = "gateway";

    /// <summary>The identity provider to develop with.</summary>
    public const string Identity = "identity";

    /// <summary>Every module, the gateway first.</summary>
    public static IReadOnlyList<LocalModule> All { get; } =
    [
        new(Gateway, 1, static () => new GatewayModule()),
        new("catalog", 2, static () => new CatalogModule()),
        new("customers", 3, static () => new CustomersModule()),
        new("inventory", 4, static () => new InventoryModule()),
        new("orders", 5, static () => new OrdersModule()),
        new("payments", 6, static () => new PaymentsModule()),
        new("notifications", 7, static () => new NotificationsModule()),
        new(Identity, 9, static () => new IdentityModule()),
    ];
}
