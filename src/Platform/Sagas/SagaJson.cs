using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Sagas;

/// <summary>How inputs, results, events and custom status are written and read: always through JSON, so that every host behaves alike.</summary>
public static class SagaJson
{
    /// <summary>Camel case, names for enumerations, unknown members ignored: an older or newer version of the code may have written them.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>JSON's null.</summary>
    public static JsonElement Null { get; } = JsonSerializer.SerializeToElement<object?>(null, Options);

    /// <summary>A value as JSON. One that is JSON already stays as it is.</summary>
    public static JsonElement ToElement(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value is JsonElement element ? element : JsonSerializer.SerializeToElement(value, value.GetType(), Options);
    }

    /// <summary>A value from JSON.</summary>
    /// <exception cref="SagaStepFailed">It isn't what <typeparamref name="T"/> declares (<see cref="SagaStepFailed.Unreadable"/>).</exception>
    public static T Read<T>(JsonElement json, string what)
    {
        try
        {
            return json.Deserialize<T>(Options)!;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new SagaStepFailed(SagaStepFailed.Unreadable, $"{what} can't be read as {typeof(T).Name}: {exception.Message}");
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
