using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>The settings that a resource writes, of its own and of each of its routes.</summary>
internal static class RouteSettings
{
    public static IEnumerable<(string Pointer, IRouteSettings Settings)> Of(Resource resource)
    {
        if (resource.Config is IRouteSettings settings)
        {
            yield return ("", settings);
        }

        for (var i = 0; i < (resource.Config as ApiConfig)?.Routes.Count; i++)
        {
            yield return (JsonPointer.Append("/routes", i), resource.As<ApiConfig>().Routes[i]);
        }
    }
}
