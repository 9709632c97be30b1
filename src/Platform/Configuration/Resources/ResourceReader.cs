using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Shapes;

namespace Tollgate.Platform.Configuration.Resources;

/// <summary>Reads documents as resources: the first key names the kind, the model says what else may be there.</summary>
internal static class ResourceReader
{
    public static IReadOnlyList<Resource> Read(IEnumerable<ConfigurationFile> files, List<ConfigurationError> errors)
    {
        var resources = files.SelectMany(file => DocumentReader.Read(file, errors)).Select(node => Read(node, errors)).OfType<Resource>().ToList();
        Dictionary<ResourceId, Resource> first = [];
        foreach (var resource in resources)
        {
            if (!first.TryAdd(resource.Id, resource))
            {
                errors.Report(resource.Node.At.Error("", $"{resource.Id} is already described at {first[resource.Id].Node.At}; remove one of the two"));
            }
        }

        return [.. first.Values];
    }

    public static Resource? Read(MapNode node, List<ConfigurationError> errors)
    {
        var key = node.Entries[0];
        var kind = ResourceKind.All.FirstOrDefault(candidate => candidate.Key == key.Key);
        if (kind is null)
        {
            errors.Report(key.At.Error(JsonPointer.Append("", key.Key), Misplaced(node) is { } misplaced
                ? $"the first key names the kind; move '{misplaced}' to the top"
                : $"'{key.Key}' is no kind of resource{Suggestion.For(key.Key, ResourceKind.Keys)}; the first key is one of {string.Join(", ", ResourceKind.Keys)}"));
            return null;
        }

        var before = errors.Count;
        new ShapeCheck(errors).Check(node, kind.Shape, "");
        return Resource.Of(kind, node, errors.Count == before && !errors.IsFull() ? kind.Read(node) : null);
    }

    // A document of a kind may hold keys that are kinds too: a subscription names its plan.
    private static string? Misplaced(MapNode node) => ResourceKind.All
        .Where(kind => node.Find(kind.Key) is not null)
        .OrderBy(kind => node.Entries.Count(entry => kind.Shape.Members.All(member => member.Key != entry.Key)))
        .FirstOrDefault()?.Key;
}
