using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Platform.Http.Patching;

/// <summary>JSON merge patch (RFC 7396): members replace, null removes, objects merge.</summary>
public static class MergePatch
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/merge-patch+json";

    /// <summary>The draft with the patch applied, or what is wrong with the patch; unknown members are refused.</summary>
    public static (TDraft? Draft, ProblemError? Error) Apply<TDraft>(TDraft current, JsonElement patch)
        where TDraft : class
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            return (null, new ProblemError("#", "Give an object with the members to change."));
        }

        try
        {
            var merged = Apply(JsonSerializer.SerializeToNode(current, JsonRules.Options), patch);
            return (merged.Deserialize<TDraft>(JsonRules.Options), null);
        }
        catch (JsonException exception)
        {
            return (null, JsonFault.Describe(exception));
        }
    }

    private static JsonNode? Apply(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            return patch.ValueKind is JsonValueKind.Null ? null : JsonSerializer.SerializeToNode(patch);
        }

        var result = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Null)
            {
                result.Remove(member.Name);
                continue;
            }

            var current = result[member.Name];
            result.Remove(member.Name);
            result[member.Name] = Apply(current, member.Value);
        }

        return result;
    }
}
