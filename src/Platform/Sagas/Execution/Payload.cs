using System.Text;
using System.Text.Json;

namespace Tollgate.Platform.Sagas.Execution;

/// <summary>Data on its way into a history.</summary>
internal static class Payload
{
    private const int MaxMessage = 1000;

    public static JsonElement Checked(JsonElement json, string what) => Checked(json, what, SagaLimits.MaxPayloadBytes);

    public static JsonElement Checked(JsonElement json, string what, int limit) => Encoding.UTF8.GetByteCount(json.GetRawText()) is var size && size <= limit
        ? json
        : throw new SagaStepFailed(SagaStepFailed.TooLarge, $"{what} has {size} bytes of JSON; at most {limit} are kept. Pass what it is stored under instead.");

    /// <summary>An exception in one line.</summary>
    public static string Describe(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}";
        return text.Length <= MaxMessage ? text : text[..MaxMessage];
    }
}
