using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Shapes;

namespace Tollgate.Platform.Configuration.Composing;

/// <summary>A branch of a composition, read.</summary>
/// <param name="Name">Its name, which is the member of the answer.</param>
/// <param name="Address">What it asks for.</param>
/// <param name="Loop">What it does that for; null for one call.</param>
/// <param name="Needs">The branches whose answers it takes values from, without repetition.</param>
public sealed record PlannedBranch(string Name, BranchAddress Address, BranchLoop? Loop, IReadOnlyList<string> Needs);

/// <summary>The branches of a composition in an order in which each comes after those that it needs.</summary>
public sealed class CompositionPlan
{
    /// <summary>The name under which the request's query can be referred to.</summary>
    public const string Query = "query";

    /// <summary>The member of an answer that says that something is missing.</summary>
    public const string PartialMember = "partial";

    /// <summary>The member of an answer that says why.</summary>
    public const string ErrorsMember = "errors";

    private readonly IReadOnlyDictionary<string, BranchConfig> _branches;
    private readonly IReadOnlyList<PathSegment> _parameters;
    private readonly Action<string, string, string> _report;
    private readonly Dictionary<string, PlannedBranch> _planned = [];
    private readonly List<PlannedBranch> _ordered = [];

    // An address may have any number of references; some hundred wrong ones are more than anybody reads.
    private int _suggestionBudget = 100_000;

    private CompositionPlan(IReadOnlyDictionary<string, BranchConfig> branches, IReadOnlyList<PathSegment> parameters, Action<string, string, string> report) =>
        (_branches, _parameters, _report) = (branches, parameters, report);

    /// <summary>Reads all branches.</summary>
    /// <param name="branches">The branches by name.</param>
    /// <param name="path">The segments of the route's path.</param>
    /// <param name="report">Told of every mistake: the branch, the key in it (empty for the branch itself), what is wrong and what to write instead.</param>
    /// <returns>The branches in their order, without those that are wrong.</returns>
    public static IReadOnlyList<PlannedBranch> Read(
        IReadOnlyDictionary<string, BranchConfig> branches, IEnumerable<PathSegment> path, Action<string, string, string> report)
    {
        ArgumentNullException.ThrowIfNull(branches);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(report);

        var plan = new CompositionPlan(branches, [.. path.Where(segment => segment.Kind is not PathSegmentKind.Literal)], report);
        foreach (var (name, config) in branches)
        {
            plan.CheckName(name);
            plan.ReadBranch(name, config);
        }

        foreach (var name in branches.Keys)
        {
            plan.Place(name, []);
        }

        return plan._ordered;
    }

    private void CheckName(string name)
    {
        if (!ValueReference.IsName(name) || !char.IsAsciiLetterLower(name[0]))
        {
            _report(name, "", $"'{name}' is not a branch's name: 1 to 64 letters, digits and underscores, beginning with a lower-case letter");
        }
        else if (name is Query or PartialMember or ErrorsMember)
        {
            _report(name, "", $"'{name}' has a meaning of its own in a composition; give the branch another name");
        }
        else if (_parameters.Any(parameter => parameter.Text == name))
        {
            _report(name, "", $"'{name}' is a parameter of 'match' too, so '{{{name}}}' could mean either; give the branch another name");
        }
    }

    private void ReadBranch(string name, BranchConfig config)
    {
        BranchLoop? loop = null;
        if (config.ForEach is { } text && !BranchLoop.TryParse(text, out loop, out var error))
        {
            _report(name, "forEach", error);
            return;
        }

        if (!BranchAddress.TryParse(config.Get, out var address, out error))
        {
            _report(name, "get", error);
            return;
        }

        HashSet<string> needs = [];
        var isSound = loop is null || CheckLoop(name, loop, address, needs);
        foreach (var reference in address.References)
        {
            if (ErrorOf(name, reference, loop) is { } wrong)
            {
                _report(name, "get", wrong);
                isSound = false;
            }
            else if (reference.Name != loop?.Item && _branches.ContainsKey(reference.Name))
            {
                needs.Add(reference.Name);
            }
        }

        if (isSound)
        {
            _planned.Add(name, new PlannedBranch(name, address, loop, [.. needs]));
        }
    }

    private bool CheckLoop(string name, BranchLoop loop, BranchAddress address, HashSet<string> needs)
    {
        var list = loop.List.Name;
        var error = Known().Contains(loop.Item) ? $"'{loop.Item}' is something else here already; call the items of the list otherwise"
            : list == name ? "the branch takes the list from its own answer; name another branch"
            : !_branches.ContainsKey(list) ? $"'{list}' is no branch, and lists come from the answers of branches{Suggestion.For(list, _branches.Keys, ref _suggestionBudget)}"
            : null;
        if (error is null && address.References.All(reference => reference.Name != loop.Item))
        {
            error = $"'get' doesn't use the item, so all calls would be the same; write '{{{loop.Item}}}' or a member of it into 'get'";
        }

        if (error is not null)
        {
            _report(name, "forEach", error);
            return false;
        }

        needs.Add(list);
        return true;
    }

    private string? ErrorOf(string branch, ValueReference reference, BranchLoop? loop)
    {
        var name = reference.Name;
        if (name == loop?.Item)
        {
            return null;
        }

        if (name == Query)
        {
            return reference.Keys.Count > 0 ? null : "'{query}' names no parameter; write one as in '{query.page}'";
        }

        if (name == branch)
        {
            return $"'{{{reference}}}' is a value of the branch's own answer; take it from elsewhere";
        }

        if (_parameters.FirstOrDefault(parameter => parameter.Text == name) is { Text: not null } parameter)
        {
            return parameter.Kind is PathSegmentKind.CatchAll ? $"'{name}' is the rest of a path and may be several segments; only a parameter of one segment can be used"
                : reference.Keys.Count > 0 ? $"'{name}' is a parameter of the path, a text without members; write '{{{name}}}'"
                : null;
        }

        if (_branches.ContainsKey(name))
        {
            return null;
        }

        var known = Known().Concat(loop is null ? [] : [loop.Item]).ToList();
        var suggestion = Suggestion.For(name, known, ref _suggestionBudget);
        return $"there is nothing called '{name}'{(suggestion.Length > 0 ? suggestion : $"; known are {string.Join(", ", known)}")}";
    }

    private IEnumerable<string> Known() => _parameters.Select(parameter => parameter.Text).Append(Query).Concat(_branches.Keys);

    // Depth first: a branch that is met again on the way to itself waits for itself.
    private bool Place(string name, List<string> way)
    {
        if (!_planned.TryGetValue(name, out var branch) || _ordered.Contains(branch))
        {
            return _planned.ContainsKey(name);
        }

        if (way.IndexOf(name) is >= 0 and var start)
        {
            var circle = string.Join(" → ", way.Skip(start).Append(name));
            _report(name, "", $"these branches wait for one another: {circle}; take one of the values from elsewhere");
            way.Skip(start).ToList().ForEach(member => _planned.Remove(member));
            return false;
        }

        way.Add(name);
        var isPlaced = branch.Needs.All(needed => Place(needed, way));
        way.RemoveAt(way.Count - 1);
        if (isPlaced)
        {
            _ordered.Add(branch);
        }

        return isPlaced;
    }
}
