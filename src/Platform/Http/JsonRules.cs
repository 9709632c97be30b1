using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Tollgate.Platform.Http;

/// <summary>How the product's services read and write JSON: what a client misspells is refused, never ignored.</summary>
public static class JsonRules
{
    /// <summary>How deep a document may be nested.</summary>
    public const int MaxDepth = 32;

    /// <summary>The rules as ready-made options, for code that reads or writes JSON outside parameter binding.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>
    /// Sets the rules: camel case, exact spelling, no unknown and no repeated members, numbers only as numbers, names for
    /// enumerations, no null where the contract has none.
    /// </summary>
    public static void Apply(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = MaxDepth;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
