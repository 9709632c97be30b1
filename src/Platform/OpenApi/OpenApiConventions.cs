using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Tollgate.Platform.Http.Paging;

namespace Tollgate.Platform.OpenApi;

/// <summary>A service's own description: OpenAPI 3.1 at <c>/openapi.json</c>, generated from its endpoints, readable without an assertion.</summary>
public static class OpenApiConventions
{
    /// <summary>Where the description is.</summary>
    public const string Path = "/openapi.json";

    /// <summary>
    /// Makes the description follow the conventions of the product: for <c>services.AddOpenApi</c>, which each service calls itself so that its own
    /// doc comments are found.
    /// </summary>
    public static void FollowConventions(this OpenApiOptions options, ApiDescription description)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(description);

        var operations = new OperationConventions(description);
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type => type.Type.IsGenericType && type.Type.GetGenericTypeDefinition() == typeof(Page<>)
            ? type.Type.GenericTypeArguments[0].Name + "Page"
            : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = description.Title, Version = description.Version, Description = description.Text };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(operations.DescribeParametersAsync);
        options.AddOperationTransformer(OperationConventions.DescribeResponsesAsync);
        options.AddOperationTransformer(OperationConventions.DescribePatchAsync);
        options.AddDocumentTransformer(new SchemaConventions(description).TightenAsync);
    }

    /// <summary>Maps <see cref="Path"/>.</summary>
    public static IEndpointConventionBuilder MapApiDescription(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi(Path);
}
