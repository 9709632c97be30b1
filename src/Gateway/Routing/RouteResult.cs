using System.Runtime.CompilerServices;
using Tollgate.Platform.Configuration;

namespace Tollgate.Gateway.Routing;

/// <summary>Why no route was found; the higher one explains more.</summary>
internal enum RouteMiss
{
    NotFound,
    MethodNotAllowed,
    VersionUnknown,
}

/// <summary>The answer of a route table.</summary>
/// <param name="Route">The route, or null.</param>
/// <param name="Miss">Why there is none; without meaning when there is one.</param>
internal readonly record struct RouteResult(RouteModel? Route, RouteMiss Miss);

/// <summary>Where in the path the template's parameters were found, in the template's order.</summary>
[InlineArray(PathTemplate.MaxParameters)]
internal struct RouteCaptures
{
    private Range _first;
}
