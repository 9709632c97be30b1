using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Credentials;

namespace Tollgate.Gateway.Authentication;

/// <summary>Keys of this gateway on routes that don't ask for them: clients send them with every request, but they are no upstream's business.</summary>
internal static class StrayKeys
{
    /// <summary>Takes keys out of the headers that usually carry them; anything else there passes.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="except">Headers that the route looks at itself; null when it doesn't look for keys at all.</param>
    public static void Remove(IHeaderDictionary headers, IReadOnlyList<string>? except)
    {
        var names = KeyAccessConfig.DefaultHeaders;
        for (var index = 0; index < names.Count; index++)
        {
            if (headers.TryGetValue(names[index], out var values) && HasKey(values, static _ => 0) && except?.Contains(names[index], StringComparer.OrdinalIgnoreCase) is not true)
            {
                headers.Remove(names[index]);
            }
        }

        if (except is null && HasKey(headers.Authorization, BearerScheme.CredentialStart))
        {
            headers.Authorization = default;
        }
    }

    private static bool HasKey(StringValues values, Func<string?, int> start)
    {
        foreach (var value in values)
        {
            if (start(value) is >= 0 and var begin && ApiKey.HasValidForm(value.AsSpan(begin).Trim(' ')))
            {
                return true;
            }
        }

        return false;
    }
}
