using Tollgate.Platform.Configuration.Documents;

namespace Tollgate.Platform.Configuration.Resources;

/// <summary>What is wrong or doubtful in a set of resources.</summary>
internal sealed class Findings
{
    public List<ConfigurationError> Errors { get; } = [];

    public List<ConfigurationError> Warnings { get; } = [];

    public void Error(Resource resource, string pointer, string message) =>
        Errors.Add(JsonPointer.Locate(resource.Node, pointer).Error(pointer, message));

    public void Warning(Resource resource, string pointer, string message) =>
        Warnings.Add(JsonPointer.Locate(resource.Node, pointer).Error(pointer, message));
}
