using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tollgate.Catalog.Products;
using Tollgate.Platform.OpenApi;

namespace Tollgate.Catalog;

/// <summary>What the catalog's description says beyond its endpoints.</summary>
internal static class CatalogDescription
{
    public static ApiDescription Api { get; } = new("Catalog", "Products with their categories and prices.")
    {
        QueryParameters = new Dictionary<string, QueryParameter>
        {
            ["q"] = new(JsonSchemaType.String, "Words that name, number or tags of the product begin with; at most 100 characters."),
            ["category"] = new(JsonSchemaType.String, "Only products of this category."),
            ["status"] = new(JsonSchemaType.String, "Only products with this status.", "active", "draft", "discontinued"),
            ["currency"] = new(JsonSchemaType.String, "Only products with a price in this currency (ISO 4217)."),
            ["minPrice"] = new(JsonSchemaType.Integer, "Only products that cost at least this, in minor units; needs currency."),
            ["maxPrice"] = new(JsonSchemaType.Integer, "Only products that cost at most this, in minor units; needs currency."),
            ["sort"] = new(JsonSchemaType.String, "The order: by name, cheapest first, dearest first (these need currency). Not with q.", "name", "price", "-price"),
        },
        Drafts =
        [
            new(nameof(ProductDraft), "sku", "name", "category", "price")
            {
                Example = JsonNode.Parse(
                    """{"sku":"KIT-2001","name":"Stoneware Mug Green","category":"kitchen","price":{"currency":"EUR","amount":1490},"tags":["mug"]}"""),
                PatchExample = JsonNode.Parse("""{"price":{"amount":1290},"tags":null}"""),
            },
        ],
    };
}
