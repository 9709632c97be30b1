using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tollgate.Orders.Ordering;
using Tollgate.Platform.OpenApi;

namespace Tollgate.Orders;

/// <summary>What the service's description says beyond its endpoints.</summary>
internal static class OrdersDescription
{
    private const string Line = """{"product":"0a1b2c3d4e5f60718293a4b5c6d7e8f9","quantity":2}""";

    public static ApiDescription Api { get; } = new("Orders", "Orders from the draft to their end.")
    {
        QueryParameters = new Dictionary<string, QueryParameter>
        {
            ["state"] = new(JsonSchemaType.String, "Only orders in this state.", OrderReads.States),
            ["customer"] = new(JsonSchemaType.String, "Only orders of this customer."),
        },
        Drafts =
        [
            new(nameof(OrderDraft), "customer", "currency", "lines")
            {
                Example = new JsonObject { ["customer"] = "7e8f90a1b2c3d4e5f60718293a4b5c6d", ["currency"] = "EUR", ["lines"] = new JsonArray(JsonNode.Parse(Line)) },
                PatchExample = new JsonObject { ["lines"] = new JsonArray(JsonNode.Parse(Line)) },
            },
            new(nameof(OrderLineDraft), "product", "quantity") { Example = JsonNode.Parse(Line) },
            new(nameof(PlacementDraft), "paymentMethod") { Example = new JsonObject { ["paymentMethod"] = "pm_approve" } },
            new(nameof(CancellationDraft)) { Example = new JsonObject { ["reason"] = "Ordered twice" } },
        ],
    };
}
