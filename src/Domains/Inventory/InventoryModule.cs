using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Inventory.Events;
using Tollgate.Inventory.Reservations;
using Tollgate.Inventory.Seed;
using Tollgate.Inventory.Stock;
using Tollgate.Platform.Agendas;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.OpenApi;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Inventory;

/// <summary>
/// The inventory: stock per product and warehouse, and reservations of it, per tenant. It serves callers for whom the gateway vouches, and the
/// orders service. Where the host's environment is <c>dev</c>, or <c>Inventory:Seed</c> is true, an empty inventory fills itself with stock of the
/// sample catalog.
/// </summary>
public sealed class InventoryModule : IEndpointModule
{
    private const string Name = "inventory";
    private const int MovementDays = 400;
    private static readonly string[] Issuers = ["gateway", "orders"];

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new(
        Name,
        [
            new TableInfo(StockRows.Table, StorageHome.Own, StorageAccess.Write),
            new TableInfo(ReservationStore.Table, StorageHome.Own, StorageAccess.Write),
            Outbox.HintTable,
            IdempotencyTable.Info(Name),
            .. Issuers.Select(issuer => TrustTable.Info(issuer, StorageAccess.Read)),
        ],
        [])
    {
        Publishes = [InventoryEvents.StockChangedType, InventoryEvents.ReservationExpiredType],
    };

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTollgateConventions();
        services.AddAssertions(Name, Issuers);
        services.AddIdempotency(Name);
        services.AddOutbox(Info);
        services.AddOpenApi(options => options.FollowConventions(InventoryDescription.Api));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StockGates>();
        services.AddSingleton<StockStore>();
        services.AddSingleton<StockHolds>();
        services.AddSingleton<StockDesk>();
        services.AddSingleton<StockList>();
        services.AddSingleton<ReservationStore>();
        services.AddSingleton<ReservationSettler>();
        services.AddSingleton<ReservationDesk>();
        services.AddSweep<ReservationAgenda>();
        services.AddSingleton<IReadinessCheck>(provider => new TableReadiness(provider.GetRequiredService<ITableStore>(), StockRows.Table));
        services.AddSingleton<IReadinessCheck>(provider => new TableReadiness(provider.GetRequiredService<ITableStore>(), ReservationStore.Table));
        services.AddSingleton<IDailyJob>(provider => new StockRetention(
            provider.GetRequiredService<ITableStore>(), configuration.GetValue("Inventory:MovementDays", MovementDays)));
        services.AddSeed("Inventory", (tables, isOn) => new InventorySeed(tables, isOn));
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStock();
        endpoints.MapReservations();
        endpoints.MapApiDescription();
    }
}
