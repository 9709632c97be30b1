using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>What an API, a route and a policy can all say; a route's own word wins over its API's, an API's over its policies'.</summary>
public interface IRouteSettings
{
    /// <summary>Who may call. Default: a valid API key with a subscription.</summary>
    AccessConfig? Access { get; }

    /// <summary>
    /// What a caller must have besides a valid credential; each entry must hold: <c>scope:orders.read</c>, <c>role:admin</c>,
    /// <c>claim:dept=sales</c>, <c>claim:dept</c> for any value, or alternatives separated by <c>|</c>. Default: none.
    /// </summary>
    IReadOnlyList<string> Require { get; }

    /// <summary>From which client addresses. Default: from all.</summary>
    IpConfig? Ip { get; }

    /// <summary>Which web pages of other origins may call from a browser. Default: what the upstream says.</summary>
    CorsConfig? Cors { get; }

    /// <summary>How many requests may pass. They add to those that are inherited; one of the same name replaces it. Default: any number.</summary>
    IReadOnlyList<LimitConfig> Limits { get; }

    /// <summary>How long to wait for the upstream.</summary>
    TimeoutsConfig? Timeouts { get; }

    /// <summary>The largest request body, 0B to 5TiB; larger ones get 413. Default: 100MiB.</summary>
    ByteSize? MaxBody { get; }

    /// <summary>Whether POST and PATCH need an <c>Idempotency-Key</c>; those without a valid one get 400. Default: <c>optional</c>.</summary>
    IdempotencyDemand? Idempotency { get; }
}

/// <summary>Whether requests that are not idempotent by themselves (POST and PATCH) need an <c>Idempotency-Key</c>.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<IdempotencyDemand>))]
public enum IdempotencyDemand
{
    /// <summary>They may have one; the upstream judges it.</summary>
    Optional,

    /// <summary>They are refused without one; the upstream still keeps what it answered.</summary>
    Required,
}

/// <summary>An operation of an API.</summary>
public sealed record RouteConfig : IRouteSettings
{
    /// <summary>What applies where <see cref="MaxBody"/> says nothing.</summary>
    public static ByteSize DefaultMaxBody { get; } = new(100L << 20);

    internal static IReadOnlyDictionary<string, BranchConfig> NoBranches { get; } = ReadOnlyDictionary<string, BranchConfig>.Empty;

    /// <summary>
    /// Methods and path template below the API's path: <c>GET /{id}</c>, <c>GET,HEAD /files/{*path}</c>, or <c>/{id}</c> for every
    /// method. A <c>{name}</c> is one segment; a final <c>{*name}</c> takes the rest, also none.
    /// </summary>
    [Example("GET /{id}")]
    public required string Match { get; init; }

    /// <summary>The operation's name in logs and documents, unique in the API. Default: made from <c>match</c>.</summary>
    [Form(Forms.RouteName, Forms.RouteNameText)]
    public string? Name { get; init; }

    /// <summary>Headers and query parameters that must be present with a value. Default: none.</summary>
    public ConditionsConfig? When { get; init; }

    /// <summary>Which of several routes that match equally well is taken: the higher one, -1000 to 1000. Default: 0.</summary>
    [Between("-1000", "1000")]
    public int Priority { get; init; }

    /// <summary>Another upstream than the API's. Default: the API's.</summary>
    public UpstreamReference? Upstream { get; init; }

    /// <summary>The path sent upstream, with the template's parameters: <c>/internal/items/{id}</c>. Default: the path below the API's path.</summary>
    public string? Rewrite { get; init; }

    /// <summary>
    /// Answers with the answers of several calls, made at the same time where none needs another's: a map of the members of the answer. Default: the request
    /// is forwarded.
    /// </summary>
    public IReadOnlyDictionary<string, BranchConfig>? Compose { get; init; }

    /// <inheritdoc/>
    public AccessConfig? Access { get; init; }

    /// <inheritdoc/>
    [AllowNull]
    [Form(Forms.Requirement, Forms.RequirementText)]
    public IReadOnlyList<string> Require { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public IpConfig? Ip { get; init; }

    /// <inheritdoc/>
    public CorsConfig? Cors { get; init; }

    /// <inheritdoc/>
    [AllowNull]
    public IReadOnlyList<LimitConfig> Limits { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public TimeoutsConfig? Timeouts { get; init; }

    /// <inheritdoc/>
    [Between("0B", "5TiB")]
    public ByteSize? MaxBody { get; init; }

    /// <inheritdoc/>
    public IdempotencyDemand? Idempotency { get; init; }

    /// <summary>Names of policies, as on an API. Default: none.</summary>
    public IReadOnlyList<string> Use { get; init => field = value ?? []; } = [];
}

/// <summary>What a request must carry besides method and path.</summary>
public sealed record ConditionsConfig
{
    private static IReadOnlyDictionary<string, string> None { get; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Header names with the value they must have; <c>*</c> for any value. Values compare by case. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init => field = value ?? None; } = None;

    /// <summary>Query parameters with the value they must have; <c>*</c> for any value. Names and values compare by case. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init => field = value ?? None; } = None;
}

/// <summary>How long the gateway waits for an upstream.</summary>
public sealed record TimeoutsConfig
{
    /// <summary>What applies where <see cref="Response"/> says nothing.</summary>
    public static Duration DefaultResponse { get; } = new(TimeSpan.FromSeconds(30));

    /// <summary>What applies where <see cref="Total"/> says nothing, unless <see cref="Response"/> is longer.</summary>
    public static Duration DefaultTotal { get; } = new(TimeSpan.FromSeconds(60));

    /// <summary>What applies where <see cref="Idle"/> says nothing.</summary>
    public static Duration DefaultIdle { get; } = new(TimeSpan.FromSeconds(100));

    /// <summary>Until the response headers arrive, for each try, 1ms to 225s. Default: 30s.</summary>
    [Between("1ms", "225s")]
    public Duration? Response { get; init; }

    /// <summary>Until the response headers arrive, for all tries and the pauses between them, 1ms to 225s. Default: 60s, or <c>response</c> where that is longer.</summary>
    [Between("1ms", "225s")]
    public Duration? Total { get; init; }

    /// <summary>While nothing moves in either direction of a body or an upgraded connection, 1ms to 1h. Default: 100s.</summary>
    [Between("1ms", "1h")]
    public Duration? Idle { get; init; }

    /// <summary>What applies, with nothing left unsaid. What is written holds: a default beside it gives way.</summary>
    /// <param name="written">What a route says; null where it says nothing.</param>
    public static TimeoutsConfig Complete(TimeoutsConfig? written)
    {
        var (response, total) = (written?.Response ?? DefaultResponse, written?.Total ?? DefaultTotal);
        return new TimeoutsConfig
        {
            Response = written?.Response is null && total.Value < response.Value ? total : response,
            Total = written?.Total is null && response.Value > total.Value ? response : total,
            Idle = written?.Idle ?? DefaultIdle,
        };
    }
}
