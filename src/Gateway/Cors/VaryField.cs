using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Gateway.Forwarding;

namespace Tollgate.Gateway.Cors;

/// <summary>Names what of a request a response depends on, beside what the upstream named (RFC 9110 section 12.5.5).</summary>
internal static class VaryField
{
    public static void Add(IHeaderDictionary headers, string name)
    {
        var vary = headers.Vary;
        if (!ListField.Contains(vary, name) && !ListField.Contains(vary, "*"))
        {
            headers.Vary = vary.Count == 0 ? name : StringValues.Concat(vary, name);
        }
    }
}
