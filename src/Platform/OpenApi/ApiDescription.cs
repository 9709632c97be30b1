using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Tollgate.Platform.OpenApi;

/// <summary>What the generated description of a service can't know from its endpoints.</summary>
/// <param name="Title">The service's name for people.</param>
/// <param name="Text">What it is about, in a sentence.</param>
public sealed record ApiDescription(string Title, string Text)
{
    /// <summary>The version of the contract.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>Every query parameter of the service by name; <c>limit</c> and <c>cursor</c> are known.</summary>
    public IReadOnlyDictionary<string, QueryParameter> QueryParameters { get; init; } = new Dictionary<string, QueryParameter>();

    /// <summary>What clients send. Drafts are read leniently, so that all that is missing is reported at once; the contract is stricter than the types.</summary>
    public IReadOnlyList<DraftDescription> Drafts { get; init; } = [];
}

/// <summary>A query parameter. Endpoints bind it as text, so that every fault is reported in the product's words.</summary>
/// <param name="Type">What the text must be.</param>
/// <param name="Text">What it does.</param>
/// <param name="Values">The only values, where there are but a few.</param>
public sealed record QueryParameter(JsonSchemaType Type, string Text, params string[] Values);

/// <summary>A schema of what clients send.</summary>
/// <param name="Schema">The type's name.</param>
/// <param name="Required">Members that must be there.</param>
public sealed record DraftDescription(string Schema, params string[] Required)
{
    /// <summary>A request that the service accepts, if all that it refers to exists.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>A merge patch of it that the service accepts, where it takes such.</summary>
    public JsonNode? PatchExample { get; init; }
}
