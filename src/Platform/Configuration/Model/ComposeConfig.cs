using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>One of the calls whose answers a composed answer is made of.</summary>
public sealed record BranchConfig
{
    /// <summary>What applies where <see cref="Timeout"/> says nothing.</summary>
    public static Duration DefaultTimeout { get; } = new(TimeSpan.FromSeconds(5));

    /// <summary>What applies where <see cref="MaxSize"/> says nothing.</summary>
    public static ByteSize DefaultMaxSize { get; } = new(1L << 20);

    /// <summary>What applies where <see cref="Max"/> says nothing.</summary>
    public const int DefaultMax = 100;

    /// <summary>What applies where <see cref="Parallel"/> says nothing.</summary>
    public const int DefaultParallel = 8;

    /// <summary>
    /// Path and query of the call, with values from elsewhere: <c>{id}</c> of the route's path, <c>{query.page}</c> of the request's query,
    /// <c>{order.customer}</c> of another branch's answer, <c>{line.product}</c> of an item of <c>forEach</c>. In the path a value is one whole segment.
    /// </summary>
    [Example("/orders/{id}")]
    public required string Get { get; init; }

    /// <summary>Another upstream than the route's: a name, or one or several URLs. Default: the route's.</summary>
    public UpstreamReference? From { get; init; }

    /// <summary>Whether there is no answer at all without this one. Default: no; a branch that fails is marked in the answer.</summary>
    public bool Required { get; init; }

    /// <summary>
    /// How long the branch may take once it can begin, with all tries, 1ms to 225s, and never longer than the route's <c>timeouts.total</c>. Default: 5s.
    /// </summary>
    [Between("1ms", "225s")]
    public Duration? Timeout { get; init; }

    /// <summary>How large its answer may be, for <c>forEach</c> all of them together, 1B to 16MiB. Default: 1MiB.</summary>
    [Between("1B", "16MiB")]
    public ByteSize? MaxSize { get; init; }

    /// <summary>
    /// Calls once for each item of a list in another branch's answer: <c>line in order.lines</c>. The result is a list in the same order; items with the
    /// same address share a call. Default: one call.
    /// </summary>
    public string? ForEach { get; init; }

    /// <summary>How many items of <c>forEach</c> are looked at, 1 to 1000; more are marked as a failure. Default: 100.</summary>
    [Between("1", "1000")]
    public int? Max { get; init; }

    /// <summary>How many calls of <c>forEach</c> are under way at the same time, 1 to 64. Default: 8.</summary>
    [Between("1", "64")]
    public int? Parallel { get; init; }

    /// <summary>
    /// What stands in the answer where there is nothing: the upstream answers 404 or 410, or the value that the address needs is absent or null.
    /// That is no failure then. Any JSON value. Default: it is a failure.
    /// </summary>
    public JsonLiteral? IfMissing { get; init; }

    /// <summary>What stands in the answer after a failure, which is marked all the same; other branches may use it. Any JSON value. Default: null.</summary>
    public JsonLiteral? Fallback { get; init; }
}

/// <summary>A JSON value as it is written, also <c>null</c>.</summary>
/// <param name="Json">Its text.</param>
[JsonConverter(typeof(Converter))]
public sealed record JsonLiteral(string Json)
{
    internal static JsonLiteral Read(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new JsonLiteral(document.RootElement.GetRawText());
    }

    internal sealed class Converter : JsonConverter<JsonLiteral>
    {
        public override bool HandleNull => true;

        public override JsonLiteral Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonLiteral.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonLiteral value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json);
    }
}
