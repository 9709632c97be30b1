using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Catalog.Categories;
using Tollgate.Catalog.Products;
using Tollgate.Catalog.Seed;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.OpenApi;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Catalog;

/// <summary>
/// The catalog: products with categories and prices, per tenant. It serves only callers for whom the gateway or the orders service vouches. Where
/// the host's environment is <c>dev</c>, or <c>Catalog:Seed</c> is true, an empty catalog fills itself with sample products.
/// </summary>
public sealed class CatalogModule : IEndpointModule
{
    private const string Name = "catalog";

    private static readonly string[] Issuers = ["gateway", "orders"];

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new(
        Name,
        [
            new TableInfo(ProductStore.Table, StorageHome.Own, StorageAccess.Write),
            IdempotencyTable.Info(Name),
            .. Issuers.Select(issuer => TrustTable.Info(issuer, StorageAccess.Read)),
        ],
        []);

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTollgateConventions();
        services.AddAssertions(Name, Issuers);
        services.AddIdempotency(Name);
        services.AddOpenApi(options => options.FollowConventions(CatalogDescription.Api));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProductStore>();
        services.AddSingleton<ProductSearch>();
        services.AddSingleton<ProductWriter>();
        services.AddSingleton<ProductCatalog>();
        services.AddSingleton<CategoryStore>();
        services.AddSingleton<IReadinessCheck>(provider => new TableReadiness(provider.GetRequiredService<ITableStore>(), ProductStore.Table));
        services.AddSeed("Catalog", (tables, isOn) => new CatalogSeed(tables, isOn));
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapProducts();
        endpoints.MapCategories();
        endpoints.MapApiDescription();
    }
}
