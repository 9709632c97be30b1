using Tollgate.Gateway.Addresses;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Composing;
using Tollgate.Gateway.Cors;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Limits;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Routing;

/// <summary>An API as the gateway needs it at run time.</summary>
internal sealed class ApiModel
{
    public required string Name { get; init; }

    public required string Tenant { get; init; }

    public required string Version { get; init; }

    public required ApiStage Stage { get; init; }

    public required ApiVisibility Visibility { get; init; }

    /// <summary>How requests name the version; null when the path alone decides.</summary>
    public required VersionRule? VersionRule { get; init; }
}

/// <summary>A compiled route: everything that the stages need, ready to run.</summary>
internal sealed record RouteModel
{
    public required ApiModel Api { get; init; }

    /// <summary>The operation's name, unique in its API.</summary>
    public required string Name { get; init; }

    /// <summary>The whole path template, for logs and metrics: never the path itself.</summary>
    public required string Template { get; init; }

    public required MethodSet Methods { get; init; }

    public required IReadOnlyList<RouteCondition> Conditions { get; init; }

    public required int Priority { get; init; }

    public required AccessModel Access { get; init; }

    /// <summary>What a caller must have besides a valid credential: each of these.</summary>
    public required IReadOnlyList<Requirement> Requirements { get; init; }

    /// <summary>Null where every address may call.</summary>
    public AddressFilter? Addresses { get; init; }

    /// <summary>Null where the upstream's own word on CORS passes.</summary>
    public CorsPolicy? Cors { get; init; }

    public required RouteLimits Limits { get; init; }

    /// <summary>Of one try.</summary>
    public required TimeSpan ResponseTimeout { get; init; }

    /// <summary>Of all tries and the pauses between them.</summary>
    public required TimeSpan TotalTimeout { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>Bytes.</summary>
    public required long MaxBody { get; init; }

    /// <summary>Whether POST and PATCH are refused without an <c>Idempotency-Key</c>.</summary>
    public required bool NeedsIdempotencyKey { get; init; }

    public required UpstreamModel Upstream { get; init; }

    /// <summary>Makes the upstream path from the parameters; null to cut <see cref="PrefixSegments"/> segments off.</summary>
    public required RewriteTemplate? Rewrite { get; init; }

    /// <summary>The calls that answer instead of a forwarded request; null where it is forwarded.</summary>
    public CompositionModel? Composition { get; init; }

    /// <summary>How many segments the API's own path has.</summary>
    public required int PrefixSegments { get; init; }

    /// <summary>Whether it takes the headers of a request to tell that this is its route.</summary>
    public bool DependsOnHeaders => Api.VersionRule is { IsInHeaders: true } || Conditions.Any(condition => condition.IsHeader);
}
