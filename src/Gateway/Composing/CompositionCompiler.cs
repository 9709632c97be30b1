using System.Text;
using System.Text.Json;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Composing;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Composing;

/// <summary>Makes the branches of a route ready to run.</summary>
internal sealed class CompositionCompiler
{
    private readonly RouteModel _route;
    private readonly IReadOnlyDictionary<string, BranchConfig> _branches;
    private readonly List<string> _parameters;
    private readonly Func<UpstreamReference, UpstreamModel> _upstreams;
    private readonly IReadOnlyList<PlannedBranch> _plan;
    private readonly Dictionary<string, int> _indexes;

    private CompositionCompiler(
        RouteModel route, IReadOnlyDictionary<string, BranchConfig> branches, IReadOnlyList<PathSegment> path, Func<UpstreamReference, UpstreamModel> upstreams)
    {
        (_route, _branches, _upstreams) = (route, branches, upstreams);
        _parameters = [.. path.Where(segment => segment.Kind is not PathSegmentKind.Literal).Select(segment => segment.Text)];
        _plan = CompositionPlan.Read(branches, path, (branch, key, error) => throw new FormatException($"The branch '{branch}' is not valid, '{key}': {error}."));
        _indexes = _plan.Select((branch, index) => (branch.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index);
    }

    /// <param name="route">The route as it would forward.</param>
    /// <param name="branches">What it calls instead.</param>
    /// <param name="path">The segments of the whole path, in the order of the request's captures.</param>
    /// <param name="upstreams">Finds an upstream.</param>
    /// <exception cref="FormatException">The branches were never validated.</exception>
    public static CompositionModel Compile(
        RouteModel route, IReadOnlyDictionary<string, BranchConfig> branches, IReadOnlyList<PathSegment> path, Func<UpstreamReference, UpstreamModel> upstreams)
    {
        var compiler = new CompositionCompiler(route, branches, path, upstreams);
        BranchModel[] compiled = [.. compiler._plan.Select(compiler.Branch)];
        return new CompositionModel { Branches = compiled, Members = [.. branches.Keys.Select(name => compiled[compiler._indexes[name]])] };
    }

    private BranchModel Branch(PlannedBranch planned, int index)
    {
        var config = _branches[planned.Name];
        var timeout = Shorter((config.Timeout ?? BranchConfig.DefaultTimeout).Value, _route.TotalTimeout);
        return new BranchModel
        {
            Index = index,
            Name = planned.Name,
            Member = JsonEncodedText.Encode(planned.Name),
            Operation = $"GET {config.Get}",
            Route = _route with
            {
                Name = $"{_route.Name}#{planned.Name}",
                Upstream = config.From is { } from ? _upstreams(from) : _route.Upstream,
                ResponseTimeout = Shorter(_route.ResponseTimeout, timeout),
                TotalTimeout = timeout,
                Rewrite = null,
                PrefixSegments = 0,
            },
            Address = Address(planned),
            Loop = planned.Loop is { } loop
                ? new LoopModel(_indexes[loop.List.Name], [.. loop.List.Keys], loop.List.ToString(), config.Max ?? BranchConfig.DefaultMax, config.Parallel ?? BranchConfig.DefaultParallel)
                : null,
            Needs = [.. planned.Needs.Select(needed => _indexes[needed])],
            IsNeeded = _plan.Any(other => other.Needs.Contains(planned.Name)),
            Required = config.Required,
            Timeout = timeout,
            MaxSize = (int)(config.MaxSize ?? BranchConfig.DefaultMaxSize).Value,
            IfMissing = Bytes(config.IfMissing),
            Fallback = Bytes(config.Fallback),
        };
    }

    private AddressTemplate Address(PlannedBranch planned) => new(
        [.. planned.Address.Segments.Select(segment => (segment.Literal, Source(segment.Reference, planned.Loop)))],
        [.. planned.Address.Query.Select(parameter => (parameter.Name, parameter.Value.Literal, Source(parameter.Value.Reference, planned.Loop)))]);

    private ValueSource? Source(ValueReference? reference, BranchLoop? loop)
    {
        if (reference is null)
        {
            return null;
        }

        var text = reference.ToString();
        string[] keys = [.. reference.Keys];
        return reference.Name == loop?.Item ? new ItemSource(text, keys)
            : reference.Name == CompositionPlan.Query ? new QuerySource(text, string.Join('.', keys))
            : _indexes.TryGetValue(reference.Name, out var branch) ? new BranchSource(text, branch, keys)
            : new ParameterSource(text, _parameters.IndexOf(reference.Name));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static byte[]? Bytes(JsonLiteral? literal) => literal is null ? null : Encoding.UTF8.GetBytes(literal.Json);
}
