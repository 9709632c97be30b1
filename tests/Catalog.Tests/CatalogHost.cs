using Tollgate.Contracts.Services;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Tests;

/// <summary>The catalog, and what its tests do to it.</summary>
internal static class CatalogHost
{
    public static Task<ServiceHost> StartAsync(bool seed = false, EmbeddedStorage? shared = null) =>
        ServiceHost.StartAsync(new CatalogModule(), shared, seed: seed);

    /// <summary>Gives a tenant the categories that its products refer to.</summary>
    public static async Task AddCategoriesAsync(this ServiceHost catalog, string tenant, params string[] ids)
    {
        foreach (var id in ids)
        {
            await catalog.Tables.WriteAsync("catalogProducts", TableWrite.Upsert(new TableEntity(tenant, "c!" + id) { { "Name", id } }), CancellationToken.None);
        }
    }
}
