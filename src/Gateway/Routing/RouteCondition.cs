using Microsoft.AspNetCore.Http;

namespace Tollgate.Gateway.Routing;

/// <summary>A header or query parameter that a route requires, with its value or any (<c>*</c>).</summary>
internal sealed class RouteCondition(bool isHeader, string name, string value)
{
    public bool IsHeader => isHeader;

    public bool Holds(in RouteRequest request) => isHeader ? request.IsAnnounced || HeaderHolds(request.Headers) : QueryHolds(request.Query);

    private bool HeaderHolds(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(name, out var values))
        {
            return false;
        }

        foreach (var candidate in values)
        {
            if (value == "*" || string.Equals(candidate, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool QueryHolds(string query)
    {
        foreach (var parameter in new QueryParameters(query))
        {
            if (parameter.NameEquals(name) && (value == "*" || parameter.ValueEquals(value)))
            {
                return true;
            }
        }

        return false;
    }
}
