using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Http.Patching;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.OpenApi;

/// <summary>What the operations of all services have in common.</summary>
internal sealed class OperationConventions(ApiDescription description)
{
    private static readonly Dictionary<string, QueryParameter> PageParameters = new()
    {
        ["limit"] = new(JsonSchemaType.Integer, "Items on a page, 1 to 100. Default: 20."),
        ["cursor"] = new(JsonSchemaType.String, "Where to go on: 'next' of the page before, with the same other parameters."),
    };

    public Task DescribeParametersAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.In is ParameterLocation.Path)
            {
                parameter.Description ??= "As the list gives it.";
            }
            else if (parameter.In is ParameterLocation.Query && Find(parameter.Name!) is { } known)
            {
                parameter.Description = known.Text;
                parameter.Schema = new OpenApiSchema { Type = known.Type, Enum = known.Values is [] ? null : [.. known.Values] };
            }
        }

        if (MetadataOf<IfMatchRequirement>(context) is not null)
        {
            AddHeader(operation, "If-Match", isRequired: true, "The ETag of the version that the change is based on.");
        }

        if (MetadataOf<IdempotencyRequirement>(context) is { } idempotency)
        {
            AddHeader(operation, IdempotencyKey.HeaderName, idempotency.IsRequired, "A new key for each intended effect: the same request sent again has no second effect and gets the same answer, for a day.");
        }

        return Task.CompletedTask;
    }

    public static Task DescribeResponsesAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var named = context.Description.ActionDescriptor.EndpointMetadata.OfType<ProblemTypesMetadata>().SelectMany(metadata => metadata.Types).ToList();
        foreach (var (status, response) in (operation.Responses ?? []).Where(pair => pair.Key[0] is '4' or '5'))
        {
            var types = named.Where(type => type.Status == int.Parse(status, null)).Select(type => type.Title).Distinct().ToList();
            ((OpenApiResponse)response).Description = types is [] ? response.Description : string.Join("; ", types);
        }

        if (MetadataOf<AssertionRequirement>(context)?.Scope is { } scope)
        {
            operation.Description = $"{operation.Description} The caller needs the scope {scope}.".TrimStart();
        }

        return Task.CompletedTask;
    }

    /// <summary>A merge patch is bound as plain JSON; its schema is that of the draft, with nothing required and everything nullable.</summary>
    public static Task DescribePatchAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (MetadataOf<IAcceptsMetadata>(context) is { RequestType: { } type } accepts && accepts.ContentTypes is [MergePatch.MediaType])
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MergePatch.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(SchemaConventions.PatchOf(type.Name), context.Document) },
                },
            };
        }

        return Task.CompletedTask;
    }

    private QueryParameter? Find(string name) => description.QueryParameters.GetValueOrDefault(name) ?? PageParameters.GetValueOrDefault(name);

    private static T? MetadataOf<T>(OpenApiOperationTransformerContext context) =>
        context.Description.ActionDescriptor.EndpointMetadata.OfType<T>().LastOrDefault();

    private static void AddHeader(OpenApiOperation operation, string name, bool isRequired, string text) =>
        operation.Parameters = [.. operation.Parameters ?? [], new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = isRequired,
            Description = text,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        }];
}
