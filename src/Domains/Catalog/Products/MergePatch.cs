using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Catalog.Products;

/// <summary>JSON merge patch (RFC 7396): members replace, null removes, objects merge.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonElement patch)
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
