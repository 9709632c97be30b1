using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>CORS: origins as browsers write them, and nothing that browsers would ignore or that would let in more than is meant.</summary>
internal sealed class CorsRules : IRule
{
    private const string Any = "*";

    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var resource in resources.All)
        {
            foreach (var (pointer, settings) in RouteSettings.Of(resource))
            {
                if (settings.Cors is { } cors)
                {
                    Check(cors, $"{pointer}/cors", resource, findings);
                }
            }
        }
    }

    private static void Check(CorsConfig cors, string pointer, Resource resource, Findings findings)
    {
        CheckList(cors.Origins, $"{pointer}/origins", OriginForm.ErrorOf, StringComparer.Ordinal);
        CheckList(cors.Methods, $"{pointer}/methods", MethodError, StringComparer.Ordinal);
        CheckList(cors.Headers, $"{pointer}/headers", header => HeaderError(header, "every header is meant without 'headers'; remove it"), StringComparer.OrdinalIgnoreCase);
        CheckList(cors.Expose, $"{pointer}/expose", header => ExposeError(header, cors.Credentials), StringComparer.OrdinalIgnoreCase);
        if (cors.Credentials && cors.Origins.Contains(Any))
        {
            findings.Error(resource, $"{pointer}/credentials", "browsers send no cookies where every origin is allowed; name the origins, or remove 'credentials'");
        }
        else if (cors.Origins.Count > 1 && cors.Origins.Contains(Any))
        {
            findings.Error(resource, $"{pointer}/origins", "'*' already allows every origin; remove it, or all others");
        }

        if (cors.MaxAge is { } age && age.Value.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            findings.Error(resource, $"{pointer}/maxAge", $"browsers count whole seconds; write '{(int)age.Value.TotalSeconds + 1}s'");
        }

        void CheckList(IReadOnlyList<string>? items, string at, Func<string, string?> errorOf, StringComparer comparer)
        {
            if (items is { Count: 0 })
            {
                findings.Error(resource, at, "the list is empty; write at least one, or remove the key");
            }

            HashSet<string> seen = new(comparer);
            for (var i = 0; i < items?.Count; i++)
            {
                var error = errorOf(items[i]) ?? (seen.Add(items[i]) ? null : $"'{items[i]}' appears twice; remove one");
                if (error is not null)
                {
                    findings.ErrorInList(resource, at, i, error);
                }
            }
        }
    }

    private static string? MethodError(string method) => method switch
    {
        Any => "every method is meant without 'methods'; remove it",
        "CONNECT" or "TRACE" => $"{method} is never forwarded; remove it",
        _ when !HttpNames.IsToken(method) => $"'{method}' is not a method; write one such as 'GET'",
        _ when method.Any(char.IsAsciiLetterLower) => $"methods are upper case: write '{method.ToUpperInvariant()}'",
        _ => null,
    };

    private static string? HeaderError(string header, string any) => header switch
    {
        Any => any,
        _ when HttpNames.IsToken(header) => null,
        _ => $"'{header}' is not a header name; use letters, digits and hyphens, as in 'X-Request-Id'",
    };

    private static string? ExposeError(string header, bool credentials) => header is Any && !credentials
        ? null
        : HeaderError(header, "with credentials '*' is no wildcard to browsers; name the headers");
}
