using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Platform.Http;

namespace Tollgate.Platform.Calls;

/// <summary>What a service answered: a success, or a refusal that is an answer too (4xx), told by its problem type.</summary>
public sealed class ServiceAnswer
{
    // What a service answers may get new members; only what is read counts.
    private static readonly JsonSerializerOptions Lenient = MakeLenient();

    private readonly ReadOnlyMemory<byte> _body;

    internal ServiceAnswer(string service, int status, string? entityTag, TimeSpan? retryAfter, ReadOnlyMemory<byte> body, bool isProblem)
    {
        Service = service;
        Status = status;
        EntityTag = entityTag;
        RetryAfter = retryAfter;
        _body = body;
        Problem = isProblem ? ServiceProblem.Read(body.Span) : null;
    }

    /// <summary>Who answered.</summary>
    public string Service { get; }

    /// <summary>The HTTP status, below 500.</summary>
    public int Status { get; }

    /// <summary>The version of what was read or written, for <see cref="ServiceRequest.IfMatch"/>; null without one.</summary>
    public string? EntityTag { get; }

    /// <summary>Why the service refused; null after a success, and where the refusal didn't say.</summary>
    public ServiceProblem? Problem { get; }

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    internal TimeSpan? RetryAfter { get; }

    /// <summary>Whether the service refused for this reason.</summary>
    public bool Is(ProblemType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Problem?.Type == type.Uri;
    }

    /// <summary>The body of a success; members that <typeparamref name="T"/> doesn't have are ignored.</summary>
    /// <exception cref="ServiceUnavailableException">The answer is no success, or not what was expected: the two services don't understand each other.</exception>
    public T Read<T>()
    {
        if (!IsSuccess)
        {
            throw Unexpected();
        }

        try
        {
            return JsonSerializer.Deserialize<T>(_body.Span, Lenient)
                ?? throw new ServiceUnavailableException(Service, $"'{Service}' answered with nothing where a {typeof(T).Name} was expected.");
        }
        catch (JsonException exception)
        {
            throw new ServiceUnavailableException(Service, $"'{Service}' answered with something else than a {typeof(T).Name}: {JsonFault.Describe(exception)}", exception);
        }
    }

    /// <summary>What to throw where the caller knows no answer for this refusal.</summary>
    public ServiceUnavailableException Unexpected() =>
        new(Service, $"'{Service}' answered {Status} {Problem?.Type}, which its caller didn't expect: {Problem?.Detail}");

    private static JsonSerializerOptions MakeLenient()
    {
        var options = new JsonSerializerOptions(JsonRules.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

/// <summary>A service's problem (RFC 9457), as far as another service may act on it.</summary>
/// <param name="Type">The kind, which never changes.</param>
/// <param name="Detail">What happened, for a person.</param>
public sealed record ServiceProblem(string Type, string Detail)
{
    internal static ServiceProblem? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? new ServiceProblem(Text(document.RootElement, "type") ?? "about:blank", Text(document.RootElement, "detail") ?? "")
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement problem, string member) =>
        problem.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
