using Tollgate.Contracts.Services;

namespace Tollgate.Catalog.Tests;

public sealed class CatalogContractTests() : ServiceContract(new CatalogModule())
{
    protected override async Task<IReadOnlyDictionary<string, string>> PlantAsync(ServiceHost service, HttpClient writer)
    {
        await service.AddCategoriesAsync("default", "kitchen");
        var (product, _) = await writer.AddAsync(Products.Mug());
        return new Dictionary<string, string> { ["/products/{id}"] = product, ["/categories/{id}"] = "/categories/kitchen" };
    }
}
