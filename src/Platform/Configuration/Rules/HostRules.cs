using System.Text.RegularExpressions;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Host names of APIs (RFC 1123): lower case, without a port; a wildcard only as the first label.</summary>
internal sealed partial class HostRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, api) in resources.Of<ApiConfig>())
        {
            HashSet<string> seen = [];
            for (var i = 0; i < api.Hosts.Count; i++)
            {
                var host = api.Hosts[i];
                var error = ErrorOf(host) ?? (seen.Add(host) ? null : $"'{host}' appears twice; remove one");
                if (error is not null)
                {
                    findings.ErrorInList(resource, "/hosts", i, error);
                }
            }
        }
    }

    private static string? ErrorOf(string host) => host switch
    {
        { Length: > 253 } => "a host name has at most 253 characters",
        _ when HostName().IsMatch(host) => null,
        _ when host.Contains("://", StringComparison.Ordinal) => $"'{host}' is a URL; write the host name alone",
        _ when host.Contains(':', StringComparison.Ordinal) => $"'{host}' has a port; write '{host[..host.IndexOf(':', StringComparison.Ordinal)]}', it matches every port",
        _ when HostName().IsMatch(host.ToLowerInvariant()) => $"host names are lower case; write '{host.ToLowerInvariant()}'",
        "*" => "every host is meant without 'hosts'; remove it",
        _ when host.Contains('*', StringComparison.Ordinal) => $"'{host}' has a wildcard in the wrong place; it is the first label, as in '*.example.com'",
        _ when host.Any(character => character > '\u007f') => $"'{host}' is internationalized; write its ASCII form, which begins with 'xn--'",
        _ => $"'{host}' is not a host name; write one such as 'api.example.com' or '*.example.com'",
    };

    [GeneratedRegex(@"^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
