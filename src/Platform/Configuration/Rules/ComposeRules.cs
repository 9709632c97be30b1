using Tollgate.Platform.Configuration.Composing;
using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Compositions: routes that only read, branches whose values come from somewhere and don't wait for one another, bounds on the whole.</summary>
internal sealed class ComposeRules : IRule
{
    private const int MostBranches = 16;

    private static readonly ByteSize MostBytes = new(64L << 20);

    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, api) in resources.Of<ApiConfig>())
        {
            for (var i = 0; i < api.Routes.Count && !findings.Errors.IsFull(); i++)
            {
                var pointer = JsonPointer.Append("/routes", i);
                if (api.Routes[i].Compose is { } branches)
                {
                    Check(api.Routes[i], branches, (key, message) => findings.Error(resource, $"{pointer}/{key}", message));
                }
            }
        }
    }

    private static void Check(RouteConfig route, IReadOnlyDictionary<string, BranchConfig> branches, Action<string, string> report)
    {
        if (route.Rewrite is not null)
        {
            report("rewrite", "each branch of a composition has a path of its own; remove 'rewrite'");
        }

        if (branches.Count is 0 or > MostBranches)
        {
            report("compose", $"a composition has 1 to {MostBranches} branches, this one has {branches.Count}");
            return;
        }

        // What may be held at the same time: a loop has several answers under way.
        var size = branches.Values.Sum(branch =>
            (branch.MaxSize ?? BranchConfig.DefaultMaxSize).Value * (branch.ForEach is null ? 1 : branch.Parallel ?? BranchConfig.DefaultParallel));
        if (size > MostBytes.Value)
        {
            report("compose", $"the branches' sizes together are {new ByteSize(size)}, and an answer has at most {MostBytes}; write a smaller 'maxSize' for some");
        }

        foreach (var (name, branch) in branches)
        {
            CheckBranch(route, branch, (key, message) => report(At(name, key), message));
        }

        if (RouteMatch.TryParse(route.Match, out var match, out _))
        {
            if (match.Methods.Count == 0 || match.Methods.Any(method => method is not ("GET" or "HEAD")))
            {
                report("match", $"a composition only reads; write 'GET {match.Template}'");
            }

            CompositionPlan.Read(branches, match.Template.Segments, (name, key, message) => report(At(name, key), message));
        }
    }

    private static void CheckBranch(RouteConfig route, BranchConfig branch, Action<string, string> report)
    {
        if (branch is { ForEach: null, Max: not null })
        {
            report("max", "only 'forEach' looks at it; remove it");
        }

        if (branch is { ForEach: null, Parallel: not null })
        {
            report("parallel", "only 'forEach' looks at it; remove it");
        }

        if (branch is { Required: true, Fallback: not null })
        {
            report("fallback", "a required branch that fails is the end of the whole, so nothing can stand for it; remove 'fallback' or 'required'");
        }

        if (branch.Timeout is { } timeout && route.Timeouts?.Total is { } total && timeout.Value > total.Value)
        {
            report("timeout", $"the branch may take {timeout}, but the whole only {total}; write a 'timeouts.total' of at least {timeout}");
        }
    }

    private static string At(string branch, string key) => JsonPointer.Append("compose", branch) + (key.Length == 0 ? "" : $"/{key}");
}
