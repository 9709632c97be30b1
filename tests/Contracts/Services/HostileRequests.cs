using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Tollgate.Contracts.Services;

/// <summary>A request that a service must refuse, and why.</summary>
internal sealed record HostileRequest(string Why, HttpMethod Method, string Path)
{
    public string? Body { get; init; }

    public string Type { get; init; } = "application/json";

    public string? IfMatch { get; init; }

    public string? Key { get; init; }

    public override string ToString() => $"{Method} {(Path.Length > 80 ? Path[..80] + "…" : Path)} with {Why}";
}

/// <summary>Makes hostile requests of a service's own description, for each operation in every way that it tells.</summary>
/// <param name="document">The description.</param>
/// <param name="planted">Paths of things that exist, by their template: requests go to them, so that they come as far as possible.</param>
internal sealed partial class HostileRequests(OpenApiDocument document, IReadOnlyDictionary<string, string> planted)
{
    private const string Nothing = "00000000000000000000000000000000";

    // Kestrel itself refuses a zero, before any of our code.
    private static readonly (string Why, string Value)[] BadIds =
        [("a line break", "a%0Ab"), ("a key's separator", "a%23b"), ("an endless one", new string('a', 3_000))];

    /// <summary>All requests that must be answered with 4xx and have no effect.</summary>
    public IEnumerable<HostileRequest> All() =>
        from path in document.Paths
        from operation in path.Value.Operations!
        from request in Of(path.Key, operation.Key, operation.Value)
        select request;

    /// <summary>Every operation on the things that exist, as somebody else would try it, with a body that the contract allows.</summary>
    public IEnumerable<HostileRequest> OnPlanted() =>
        from path in document.Paths
        where planted.Keys.Any(template => IsBelow(path.Key, template))
        from operation in path.Value.Operations!
        select Allowed(path.Key, operation.Key, operation.Value) with { Why = "another tenant's assertion" };

    private IEnumerable<HostileRequest> Of(string template, HttpMethod method, OpenApiOperation operation)
    {
        var allowed = Allowed(template, method, operation);
        return [.. BadBodies(allowed, operation), .. BadPaths(allowed, template), .. BadQueries(allowed, operation), .. BadHeaders(allowed, operation)];
    }

    private HostileRequest Allowed(string template, HttpMethod method, OpenApiOperation operation)
    {
        var request = new HostileRequest("nothing wrong", method, PathOf(template))
        {
            IfMatch = Header(operation, "If-Match") is null ? null : "*",
            Key = Header(operation, "Idempotency-Key")?.Required is true ? Guid.NewGuid().ToString() : null,
        };
        return BodyOf(operation) is { } body
            ? request with { Type = body.Type, Body = HostileBodies.Allowed(body.Schema)?.ToJsonString() }
            : request;
    }

    private static IEnumerable<HostileRequest> BadBodies(HostileRequest allowed, OpenApiOperation operation)
    {
        if (BodyOf(operation) is not { } body)
        {
            yield break;
        }

        // A body that may be absent may be null too.
        var isOptional = operation.RequestBody?.Required is not true;
        foreach (var (why, text) in HostileBodies.NoObjects.Where(body => !isOptional || body.Why is not ("nothing" or "null")))
        {
            yield return allowed with { Why = "a body that is " + why, Body = text };
        }

        yield return allowed with { Why = "a form", Body = "a=b", Type = "application/x-www-form-urlencoded" };
        foreach (var (why, value) in HostileBodies.Forbidden(body.Schema, HostileBodies.Allowed(body.Schema)))
        {
            yield return allowed with { Why = why, Body = value?.ToJsonString() ?? "null" };
        }
    }

    private IEnumerable<HostileRequest> BadPaths(HostileRequest allowed, string template) =>
        from parameter in Parameter().Matches(template)
        from bad in BadIds
        select allowed with { Why = $"{bad.Why} as {parameter.Value}", Path = PathOf(template.Replace(parameter.Value, "\n", StringComparison.Ordinal)).Replace("\n", bad.Value, StringComparison.Ordinal) };

    private static IEnumerable<HostileRequest> BadQueries(HostileRequest allowed, OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).Where(parameter => parameter.In is ParameterLocation.Query))
        {
            string[] values = parameter.Schema switch
            {
                { Type: JsonSchemaType.Integer } => ["abc", "-1", "1.5", "99999999999999999999", "", "1&" + parameter.Name + "=2"],
                { Enum.Count: > 0 } => ["no-such-value", "", "%00"],
                _ when parameter.Name is "cursor" => ["made-up", "", "%00", new string('A', 3_000)],
                _ => [],
            };
            foreach (var value in values)
            {
                yield return allowed with { Why = "a parameter that makes no sense", Path = $"{allowed.Path}?{parameter.Name}={value}" };
            }
        }
    }

    private static IEnumerable<HostileRequest> BadHeaders(HostileRequest allowed, OpenApiOperation operation)
    {
        if (Header(operation, "If-Match") is { Required: true })
        {
            yield return allowed with { Why = "no If-Match", IfMatch = null };
            yield return allowed with { Why = "an If-Match without quotes", IfMatch = "stale" };
            yield return allowed with { Why = "a stale If-Match", IfMatch = "\"stale\"" };
        }

        if (Header(operation, "Idempotency-Key") is { } key)
        {
            yield return allowed with { Why = "a key with a blank", Key = "a b" };
            yield return allowed with { Why = "an endless key", Key = new string('a', 300) };
            if (key.Required)
            {
                yield return allowed with { Why = "no key", Key = null };
            }
        }
    }

    private string PathOf(string template)
    {
        var known = planted.Keys.Where(key => IsBelow(template, key)).MaxBy(key => key.Length);
        var path = known is null ? template : planted[known] + template[known.Length..];
        return Parameter().Replace(path, Nothing);
    }

    private static bool IsBelow(string path, string template) => path == template || path.StartsWith(template + "/", StringComparison.Ordinal);

    private static IOpenApiParameter? Header(OpenApiOperation operation, string name) =>
        (operation.Parameters ?? []).FirstOrDefault(parameter => parameter.In is ParameterLocation.Header && parameter.Name == name);

    private static (string Type, IOpenApiSchema Schema)? BodyOf(OpenApiOperation operation) =>
        operation.RequestBody?.Content?.Select(content => ((string, IOpenApiSchema)?)(content.Key, content.Value.Schema!)).FirstOrDefault();

    [GeneratedRegex(@"\{[^/}]+\}")]
    private static partial Regex Parameter();
}
