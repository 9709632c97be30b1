using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Cors;

/// <summary>Names what of a request a response depends on, beside what the upstream named (RFC 9110 section 12.5.5).</summary>
internal static class VaryField
{
    public static void Add(IHeaderDictionary headers, string name)
    {
        var vary = headers.Vary;
        if (!Names(vary, name))
        {
            headers.Vary = vary.Count == 0 ? name : StringValues.Concat(vary, name);
        }
    }

    private static bool Names(StringValues vary, string name)
    {
        foreach (var line in vary)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var named = line.AsSpan(range).Trim(" \t");
                if (named is "*" || named.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
