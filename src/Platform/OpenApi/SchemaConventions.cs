using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tollgate.Platform.Http.Patching;
using Tollgate.Platform.Values;

namespace Tollgate.Platform.OpenApi;

/// <summary>Makes schemas say what the contract says, where the types alone say less.</summary>
internal sealed class SchemaConventions(ApiDescription description)
{
    private const string Draft = "Draft";

    private static readonly DraftDescription MoneyDescription = new(nameof(MoneyDraft), "currency", "amount");

    /// <summary>The schema of a merge patch of a draft: <c>ProductPatch</c> for <c>ProductDraft</c>.</summary>
    public static string PatchOf(string draft) =>
        (draft.EndsWith(Draft, StringComparison.Ordinal) ? draft[..^Draft.Length] : draft) + "Patch";

    /// <summary>
    /// Drafts: what is required, nothing null, no other members. Patches of them: nothing required, null resets. All else is an answer and
    /// may get new members, so clients must not refuse them.
    /// </summary>
    public Task TightenAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        var patches = PatchesIn(document);
        var drafts = description.Drafts.Append(MoneyDescription).ToDictionary(draft => draft.Schema);
        foreach (var draft in drafts.Values.Where(draft => schemas.ContainsKey(draft.Schema)).ToList())
        {
            var schema = (OpenApiSchema)schemas[draft.Schema];
            schema.AdditionalPropertiesAllowed = false;
            if (patches.Contains(PatchOf(draft.Schema)))
            {
                schemas[PatchOf(draft.Schema)] = Patch(schema, draft, schemas);
            }

            schema.Properties = schema.Properties?.ToDictionary(property => property.Key, property => WithoutNull(property.Value));
            schema.Required = draft.Required is [] ? null : draft.Required.ToHashSet();
            schema.Examples = draft.Example is null ? null : [draft.Example];
        }

        foreach (var schema in schemas.Where(pair => !drafts.ContainsKey(pair.Key) && !patches.Contains(pair.Key)).Select(pair => pair.Value).OfType<OpenApiSchema>())
        {
            schema.AdditionalPropertiesAllowed = true;
        }

        schemas.Remove(nameof(JsonElement));
        return Task.CompletedTask;
    }

    private static HashSet<string> PatchesIn(OpenApiDocument document) =>
    [
        .. document.Paths.Values
            .SelectMany(path => path.Operations ?? [])
            .SelectMany(pair => pair.Value.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
            .Where(content => content.Key == MergePatch.MediaType)
            .Select(content => content.Value.Schema)
            .OfType<OpenApiSchemaReference>()
            .Select(reference => reference.Reference.Id!),
    ];

    private static OpenApiSchema Patch(OpenApiSchema draft, DraftDescription description, IDictionary<string, IOpenApiSchema> schemas) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Members with their new values; null resets one.",
        Properties = draft.Properties?.ToDictionary(property => property.Key, property => PatchOfMember(property.Value, schemas)),
        AdditionalPropertiesAllowed = false,
        Examples = description.PatchExample is null ? null : [description.PatchExample],
    };

    // A patch merges objects at every depth, so that what a draft of one requires is not required of its patch either.
    private static IOpenApiSchema PatchOfMember(IOpenApiSchema member, IDictionary<string, IOpenApiSchema> schemas) =>
        member.OneOf is [{ Type: JsonSchemaType.Null } none, OpenApiSchemaReference { Reference.Id: { } id } only]
        && id.EndsWith(Draft, StringComparison.Ordinal)
            ? new OpenApiSchema { OneOf = [none, Patch((OpenApiSchema)schemas[id], new DraftDescription(id), schemas)], Description = only.Description }
            : member.CreateShallowCopy();

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
