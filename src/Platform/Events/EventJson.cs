using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Platform.Http;

namespace Tollgate.Platform.Events;

/// <summary>How the data of events is written and read.</summary>
public static class EventJson
{
    /// <summary>How deep the data may be nested.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// The rules of <see cref="JsonRules"/>, except that a reader skips members it doesn't know: a publisher may add to an event without a new
    /// version of its type.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        JsonRules.Apply(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip;
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
