using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;

namespace Tollgate.Inventory;

/// <summary>Stock per product and warehouse, and reservations of it.</summary>
public sealed class InventoryModule : IEndpointModule
{
    private const string Gateway = "gateway";

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new("inventory", [TrustTable.Info(Gateway, StorageAccess.Read)], []);

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTollgateConventions();
        services.AddAssertions(Info.Name, Gateway);
        services.TryAddSingleton(TimeProvider.System);
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }
}
