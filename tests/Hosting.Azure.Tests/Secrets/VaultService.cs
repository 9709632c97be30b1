using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Hosting.Azure.Tests.Secrets;

/// <summary>The part of Key Vault's REST interface that secrets need, with soft delete; behind the real client library.</summary>
internal sealed class VaultService(bool canPurge) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Versions> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Versions> _deleted = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The status of every answer, where set.</summary>
    public HttpStatusCode? Failure { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The library asks without a token first, to be told where tokens for this vault come from.
        if (request.Headers.Authorization is null)
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.Add("WWW-Authenticate", "Bearer authorization=\"https://login.microsoftonline.com/t\", resource=\"https://vault.azure.net\"");
            return challenge;
        }

        if (Failure is { } failure)
        {
            return Error(failure, "Failure");
        }

        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        lock (_lock)
        {
            return (request.Method.Method, path) switch
            {
                ("PUT", ["secrets", var name]) => Set(name, JsonNode.Parse(body)!["value"]!.GetValue<string>()),
                ("GET", ["secrets", var name, .. var version]) => Get(name, version is [var v] ? v : null),
                ("DELETE", ["secrets", var name]) => Move(name, _current, _deleted),
                ("GET", ["deletedsecrets", var name]) => _deleted.TryGetValue(name, out var found) ? Ok(found, found.Values[^1]) : Error(HttpStatusCode.NotFound, "SecretNotFound"),
                ("DELETE", ["deletedsecrets", var name]) => Purge(name),
                ("POST", ["deletedsecrets", var name, "recover"]) => Move(name, _deleted, _current),
                _ => Error(HttpStatusCode.BadRequest, "BadParameter"),
            };
        }
    }

    private HttpResponseMessage Set(string name, string value)
    {
        if (_deleted.ContainsKey(name))
        {
            return Error(HttpStatusCode.Conflict, "Conflict");
        }

        if (!_current.TryGetValue(name, out var versions))
        {
            _current[name] = versions = new Versions(name, []);
        }

        versions.Values.Add((Guid.NewGuid().ToString("N"), value));
        return Ok(versions, versions.Values[^1]);
    }

    private HttpResponseMessage Get(string name, string? version)
    {
        var found = _current.TryGetValue(name, out var versions)
            ? versions.Values.LastOrDefault(value => version is null || value.Version == version)
            : default;
        return found.Version is null ? Error(HttpStatusCode.NotFound, "SecretNotFound") : Ok(versions!, found);
    }

    private HttpResponseMessage Purge(string name)
    {
        if (!canPurge)
        {
            return Error(HttpStatusCode.Forbidden, "Forbidden");
        }

        _deleted.Remove(name);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private static HttpResponseMessage Move(string name, Dictionary<string, Versions> from, Dictionary<string, Versions> to)
    {
        if (!from.Remove(name, out var versions))
        {
            return Error(HttpStatusCode.NotFound, "SecretNotFound");
        }

        to[name] = versions;
        return Ok(versions, versions.Values[^1]);
    }

    private static HttpResponseMessage Ok(Versions versions, (string Version, string Value) value) => Json(HttpStatusCode.OK, new
    {
        value = value.Value,
        id = string.Create(CultureInfo.InvariantCulture, $"https://v.vault.azure.net/secrets/{versions.Name}/{value.Version}"),
        recoveryId = $"https://v.vault.azure.net/deletedsecrets/{versions.Name}",
        attributes = new { enabled = true, created = 1_900_000_000, updated = 1_900_000_000 },
    });

    private static HttpResponseMessage Error(HttpStatusCode status, string code) => Json(status, new { error = new { code, message = "m" } });

    private static HttpResponseMessage Json(HttpStatusCode status, object body) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
    };

    private sealed record Versions(string Name, List<(string Version, string Value)> Values);
}
