using Tollgate.Platform.Configuration.Documents;

namespace Tollgate.Platform.Configuration.Resources;

/// <summary>What is wrong or doubtful in a set of resources.</summary>
internal sealed class Findings
{
    public List<ConfigurationError> Errors { get; } = [];

    public List<ConfigurationError> Warnings { get; } = [];

    public void Error(Resource resource, string pointer, string message)
    {
        // Who reports very many mistakes shouldn't look for the place of each.
        if (!Errors.IsFull())
        {
            Errors.Report(JsonPointer.Locate(resource.Node, pointer).Error(pointer, message));
        }
    }

    /// <summary>An error in an item of a list; of a key whose one item was written without a list, at the key.</summary>
    public void ErrorInList(Resource resource, string pointer, int index, string message)
    {
        var item = JsonPointer.Append(pointer, index);
        Error(resource, JsonPointer.Locate(resource.Node, item) == JsonPointer.Locate(resource.Node, pointer) ? pointer : item, message);
    }

    /// <summary>A warning; no more are kept than mistakes would be.</summary>
    public void Warning(Resource resource, string pointer, string message)
    {
        if (Warnings.Count < ErrorList.MaxErrors)
        {
            Warnings.Add(JsonPointer.Locate(resource.Node, pointer).Error(pointer, message));
        }
    }
}
