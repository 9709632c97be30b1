using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Routing;

/// <summary>How a request says that it wants one version of an API and not another on the same path.</summary>
internal sealed class VersionRule(VersionLocation location, string name, string version, bool isDefault)
{
    public string Version => version;

    /// <summary>Where a client writes the version, in words for an error.</summary>
    public string Description => location switch
    {
        VersionLocation.Header => $"the header '{name}'",
        VersionLocation.Query => $"the query parameter '{name}'",
        _ => $"the parameter '{name}' of the media type in Accept",
    };

    public bool IsInHeaders => location is not VersionLocation.Query;

    /// <summary>Whether the request names this version, or none while this is the default.</summary>
    public bool Holds(in RouteRequest request) => location switch
    {
        _ when request.IsAnnounced && IsInHeaders => true,
        VersionLocation.Header => HeaderHolds(request.Headers[name]),
        VersionLocation.Query => QueryHolds(request.Query),
        _ => MediaTypeHolds(request.Headers.Accept, request.Headers.ContentType),
    };

    private bool HeaderHolds(StringValues values) => values.Count == 0 ? isDefault : string.Equals(values.ToString(), version, StringComparison.Ordinal);

    private bool QueryHolds(string query)
    {
        var named = false;
        foreach (var parameter in new QueryParameters(query))
        {
            if (!parameter.NameEquals(name))
            {
                continue;
            }

            if (parameter.ValueEquals(version))
            {
                return true;
            }

            named = true;
        }

        return !named && isDefault;
    }

    private bool MediaTypeHolds(StringValues accept, StringValues contentType) =>
        Find(accept) ?? Find(contentType) ?? isDefault;

    private bool? Find(StringValues values)
    {
        if (values.Count == 0 || !MediaTypeHeaderValue.TryParseList(values.ToArray()!, out var mediaTypes))
        {
            return null;
        }

        bool? found = null;
        foreach (var parameter in mediaTypes.SelectMany(mediaType => mediaType.Parameters))
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = (found ?? false) || HeaderUtilities.RemoveQuotes(parameter.Value).Equals(version, StringComparison.Ordinal);
            }
        }

        return found;
    }
}
