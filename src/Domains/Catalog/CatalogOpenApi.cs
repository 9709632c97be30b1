using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Tollgate.Catalog.Products;
using Tollgate.Platform.Http;
using Tollgate.Platform.Trust;

namespace Tollgate.Catalog;

/// <summary>The catalog's own description: OpenAPI 3.1 at <c>/openapi.json</c>, readable without an assertion.</summary>
internal static class CatalogOpenApi
{
    public const string Path = "/openapi.json";

    private static readonly Dictionary<string, (JsonSchemaType Type, JsonNode[]? Values, string Text)> QueryParameters = new()
    {
        ["q"] = (JsonSchemaType.String, null, "Words that name, number or tags of the product begin with; at most 100 characters."),
        ["category"] = (JsonSchemaType.String, null, "Only products of this category."),
        ["status"] = (JsonSchemaType.String, ["active", "draft", "discontinued"], "Only products with this status."),
        ["currency"] = (JsonSchemaType.String, null, "Only products with a price in this currency (ISO 4217)."),
        ["minPrice"] = (JsonSchemaType.Integer, null, "Only products that cost at least this, in minor units; needs currency."),
        ["maxPrice"] = (JsonSchemaType.Integer, null, "Only products that cost at most this, in minor units; needs currency."),
        ["sort"] = (JsonSchemaType.String, ["name", "price", "-price"], "The order: by name, cheapest first, dearest first (these need currency). Not with q."),
        ["limit"] = (JsonSchemaType.Integer, null, "Products on a page, 1 to 100. Default: 20."),
        ["cursor"] = (JsonSchemaType.String, null, "Where to go on: 'next' of the page before, with the same other parameters."),
    };

    public static void AddCatalogOpenApi(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DescribeService);
        options.AddOperationTransformer(DescribeParameters);
        options.AddOperationTransformer(DescribeResponses);
        options.AddDocumentTransformer(TightenSchemas);
    });

    public static void MapCatalogOpenApi(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi(Path);

    private static Task DescribeService(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Catalog",
            Version = "v1",
            Description = "Products with their categories and prices.",
        };
        document.Servers = [];
        return Task.CompletedTask;
    }

    private static Task DescribeParameters(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.In is ParameterLocation.Query && QueryParameters.TryGetValue(parameter.Name!, out var known))
            {
                parameter.Description = known.Text;
                parameter.Schema = new OpenApiSchema { Type = known.Type, Enum = known.Values is null ? null : [.. known.Values.Select(value => value.DeepClone())] };
            }
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In is ParameterLocation.Path))
        {
            parameter.Description = "As the list gives it.";
        }

        if (context.Description.HttpMethod is "PUT" or "PATCH" or "DELETE")
        {
            operation.Parameters = [.. operation.Parameters ?? [], new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Required = true,
                Description = "The ETag of the version that the change is based on.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }];
        }

        return Task.CompletedTask;
    }

    private static Task DescribeResponses(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status is "400")
            {
                ((OpenApiResponse)response).Description = ProblemTypes.ValidationFailed.Title;
            }
            else if (status[0] is '4' or '5' && ProblemTypes.OfStatus(int.Parse(status, null)) is { } type)
            {
                ((OpenApiResponse)response).Description = type.Title;
            }
        }

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<AssertionRequirement>().LastOrDefault()?.Scope is { } scope)
        {
            operation.Description = $"{operation.Description} The caller needs the scope {scope}.".TrimStart();
        }

        return Task.CompletedTask;
    }

    // Drafts are read leniently, so that all that is missing is reported at once; the contract is stricter than the types. What
    // the service answers may get new members, so clients must not refuse them.
    private static Task TightenSchemas(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, schema) in schemas.Where(pair => pair.Value is OpenApiSchema).Select(pair => (pair.Key, (OpenApiSchema)pair.Value)))
        {
            if (name is nameof(ProductDraft) or nameof(PriceDraft))
            {
                schema.Properties = schema.Properties?.ToDictionary(property => property.Key, property => WithoutNull(property.Value));
            }
            else
            {
                schema.AdditionalPropertiesAllowed = true;
            }
        }

        var draft = (OpenApiSchema)schemas[nameof(ProductDraft)];
        draft.Required = new HashSet<string> { "sku", "name", "category", "price" };
        draft.Examples = [JsonNode.Parse(
            """{"sku":"KIT-2001","name":"Stoneware Mug Green","category":"kitchen","price":{"currency":"EUR","amount":1490},"tags":["mug"]}""")!];
        ((OpenApiSchema)schemas[nameof(PriceDraft)]).Required = new HashSet<string> { "currency", "amount" };
        schemas[nameof(JsonElement)] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Members of the product with their new values; null resets one.",
            Examples = [JsonNode.Parse("""{"price":{"amount":1290},"tags":null}""")!],
        };
        return Task.CompletedTask;
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        if (schema.OneOf is [{ Type: JsonSchemaType.Null }, var only])
        {
            return only;
        }

        if (schema is OpenApiSchema { Type: { } type } own)
        {
            own.Type = type & ~JsonSchemaType.Null;
        }

        return schema;
    }
}
