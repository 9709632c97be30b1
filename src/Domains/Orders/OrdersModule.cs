using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders;

/// <summary>Orders from the draft to their end, and the sagas that take them there.</summary>
public sealed class OrdersModule : IEndpointModule
{
    private const string Gateway = "gateway";

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new("orders", [TrustTable.Info(Gateway, StorageAccess.Read)], []);

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
