using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Credentials;

namespace Tollgate.Gateway.Authentication;

/// <summary>Keys of this gateway on routes that don't ask for them: clients send them with every request, but they are no upstream's business.</summary>
internal static class StrayKeys
{
    private const string BearerScheme = "Bearer ";

    /// <summary>Takes keys out of the headers that usually carry them; anything else there passes.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="except">Headers that the route looks at itself; null when it doesn't look for keys at all.</param>
    public static void Remove(IHeaderDictionary headers, IReadOnlyList<string>? except)
    {
        var names = KeyAccessConfig.DefaultHeaders;
        for (var index = 0; index < names.Count; index++)
        {
            if (headers.TryGetValue(names[index], out var values) && HasKey(values, "") && except?.Contains(names[index], StringComparer.OrdinalIgnoreCase) is not true)
            {
                headers.Remove(names[index]);
            }
        }

        if (except is null && HasKey(headers.Authorization, BearerScheme))
        {
            headers.Authorization = default;
        }
    }

    private static bool HasKey(StringValues values, string scheme)
    {
        foreach (var value in values)
        {
            if (value is not null && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && ApiKey.HasValidForm(value.AsSpan(scheme.Length).Trim(' ')))
            {
                return true;
            }
        }

        return false;
    }
}
