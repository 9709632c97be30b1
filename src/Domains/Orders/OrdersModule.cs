using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Orders.Cancelling;
using Tollgate.Orders.Customers;
using Tollgate.Orders.Events;
using Tollgate.Orders.Ordering;
using Tollgate.Orders.Placing;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.OpenApi;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders;

/// <summary>
/// Orders from the draft to their end. A saga places them with the help of the inventory and the payments; another cancels them. Of customers it
/// keeps a replica, of products the prices at the time of placing.
/// </summary>
public sealed class OrdersModule : IEndpointModule
{
    private const string Name = "orders";
    private const string Gateway = "gateway";

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new(
        Name,
        [
            new TableInfo(OrderStore.Table, StorageHome.Own, StorageAccess.Write),
            new TableInfo(CustomerReplica.Table, StorageHome.Own, StorageAccess.Write),
            Outbox.HintTable,
            IdempotencyTable.Info(Name),
            TrustTable.Info(Gateway, StorageAccess.Read),
            .. ServiceClientExtensions.Tables(Name),
        ],
        [])
    {
        Subscriptions = [CustomerHandler.Changed, CustomerHandler.Erased, ReservationHandler.Expired],
        Publishes = [OrderMessages.Confirmed, OrderMessages.Rejected, OrderMessages.Cancelled],
        Sagas = [new SagaInfo(PlaceOrderSaga.Name, 1), new SagaInfo(CancelOrderSaga.Name, 1)],
    };

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTollgateConventions();
        services.AddAssertions(Name, Gateway);
        services.AddIdempotency(Name);
        services.AddOpenApi(options => options.FollowConventions(OrdersDescription.Api));
        services.AddOutbox(Info);
        services.TryAddSingleton(TimeProvider.System);
        foreach (var service in (string[])["catalog", "customers", "inventory", "payments"])
        {
            services.AddServiceClient(Name, service);
        }

        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderList>();
        services.AddSingleton<OrderHistory>();
        services.AddSingleton<OrderNotes>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<CustomerReplica>();
        services.AddSingleton<IErasedPeople, ErasedCustomers>();
        services.AddSingleton<CustomerDirectory>();
        services.AddSingleton<CatalogOffers>();
        services.AddSingleton<IDailyJob, OrderRetention>();
        services.AddSingleton<IReadinessCheck>(provider => new TableReadiness(provider.GetRequiredService<ITableStore>(), OrderStore.Table));
        services.AddEventHandler<CustomerHandler>(CustomerHandler.Changed, CustomerHandler.Erased);
        services.AddEventHandler<ReservationHandler>(ReservationHandler.Expired);
        services.AddPlacing();
        services.AddCancelling();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOrders();
        endpoints.MapApiDescription();
    }
}
