using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Shapes;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>What may be meant where a name of no resource is written. Suggests nothing more once much has been compared, however many names there are.</summary>
internal sealed class SuggestedNames(ResourceIndex resources)
{
    private readonly Dictionary<ResourceId, string> _found = [];

    // Half a second of a core. That is over a million names, as most are told apart by their length or first letters; of names that hardly differ, a hundred thousand.
    private int _budget = 5_000_000;

    /// <summary>The suggestion for a name that doesn't exist; empty where nothing is near.</summary>
    public string For(ResourceId id)
    {
        if (!_found.TryGetValue(id, out var suggestion))
        {
            suggestion = Suggestion.For(id.Name, resources.Names(id.Kind, id.Tenant), ref _budget);
            _found.Add(id, suggestion);
        }

        return suggestion;
    }
}
