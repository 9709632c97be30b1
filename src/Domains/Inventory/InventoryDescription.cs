using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tollgate.Inventory.Reservations;
using Tollgate.Inventory.Stock;
using Tollgate.Platform.OpenApi;

namespace Tollgate.Inventory;

/// <summary>What the inventory's description says beyond its endpoints.</summary>
internal static class InventoryDescription
{
    public static ApiDescription Api { get; } = new("Inventory", "Stock per product and warehouse, and reservations of it.")
    {
        QueryParameters = new Dictionary<string, QueryParameter>
        {
            ["product"] = new(JsonSchemaType.String, "Only the stock of this product."),
        },
        Drafts =
        [
            new(nameof(StockDraft), "onHand") { Example = JsonNode.Parse("""{"onHand":100,"reason":"Count of 2 January"}""") },
            new(nameof(AdjustmentDraft), "change", "reason") { Example = JsonNode.Parse("""{"change":-2,"reason":"Broken"}""") },
            new(nameof(ReservationDraft), "items")
            {
                Example = JsonNode.Parse("""{"items":[{"product":"MUG-1","quantity":2}],"expiresInSeconds":600}"""),
            },
            new(nameof(ReservationItemDraft), "product", "quantity"),
        ],
    };
}
