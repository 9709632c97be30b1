using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas.Embedded;

namespace Tollgate.Orders.Tests;

/// <summary>The module with what a host on one machine adds: its sagas run, and events come and go.</summary>
internal sealed class RunningOrders(TableEventBus bus) : IEndpointModule
{
    private readonly OrdersModule _orders = new();

    public ModuleInfo Info => _orders.Info with { Tables = [.. _orders.Info.Tables, TableSagaExtensions.Table] };

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTableSagas(Info);
        _orders.AddServices(services, configuration);
        services.AddTableEvents(bus, Info, new EventDeliveryOptions());
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints) => _orders.MapEndpoints(endpoints);
}
