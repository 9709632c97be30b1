using Tollgate.Contracts.Services;

namespace Tollgate.Inventory.Tests;

public sealed class InventoryContractTests() : ServiceContract(new InventoryModule())
{
    protected override async Task<IReadOnlyDictionary<string, string>> PlantAsync(ServiceHost service, HttpClient writer)
    {
        await writer.StockAsync("mug", 5);
        using var made = await writer.ReserveAsync("r1", "mug", 2);
        return new Dictionary<string, string> { ["/stock/{product}/{warehouse}"] = "/stock/mug/main", ["/reservations/{id}"] = "/reservations/r1" };
    }
}
