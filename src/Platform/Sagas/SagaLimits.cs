using System.Buffers;
using System.Text.Json;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Platform.Sagas;

/// <summary>What an instance's id, names and data may be, on every host.</summary>
public static class SagaLimits
{
    /// <summary>Bytes of an input, a result or an event's data as JSON in UTF-8.</summary>
    public const int MaxPayloadBytes = 128 * 1024;

    /// <summary>Bytes of a custom status as JSON in UTF-8.</summary>
    public const int MaxStatusBytes = 8 * 1024;

    /// <summary>Characters of an instance's id, hence of a saga's name, a hyphen and a key.</summary>
    public const int MaxInstanceIdLength = 200;

    /// <summary>Characters of the name of a saga, a step or an event.</summary>
    public const int MaxNameLength = 60;

    /// <summary>The name of the event that cancels an instance.</summary>
    public const string CancelEvent = "cancel";

    /// <summary>The name of the event that lets a parked instance go on.</summary>
    public const string ResumeEvent = "resume";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:");

    /// <summary>Whether a text is a name: 1 to <see cref="MaxNameLength"/> lower-case letters, digits and hyphens.</summary>
    public static bool IsName(string? text) => text is { Length: >= 1 and <= MaxNameLength } && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>
    /// Whether a text can be an instance's id: 3 to <see cref="MaxInstanceIdLength"/> letters, digits, hyphens, dots, underscores, tildes and colons.
    /// </summary>
    public static bool IsInstanceId(string? text) => text is { Length: >= 3 and <= MaxInstanceIdLength } && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    /// <summary>The id of an instance.</summary>
    /// <param name="saga">The saga's name.</param>
    /// <param name="key">What it is about, such as the order's id.</param>
    /// <exception cref="ArgumentException">The two make no valid id.</exception>
    public static string InstanceId(string saga, string key)
    {
        var id = $"{saga}-{key}";
        return IsName(saga) && key.Length > 0 && IsInstanceId(id)
            ? id
            : throw new ArgumentException($"'{id}' can't be the id of a saga: at most {MaxInstanceIdLength} letters, digits and - . _ ~ :", nameof(key));
    }

    /// <summary>Data that may go into a history; JSON's null for none.</summary>
    /// <exception cref="ArgumentException">It has more than <see cref="MaxPayloadBytes"/>.</exception>
    public static JsonElement CheckData(JsonElement data, string what)
    {
        try
        {
            return data.ValueKind is JsonValueKind.Undefined ? SagaJson.Null : Payload.Checked(data, what);
        }
        catch (SagaStepFailed failed)
        {
            throw new ArgumentException(failed.Message, nameof(data), failed);
        }
    }

    /// <summary>Refuses events that no saga can wait for.</summary>
    /// <exception cref="ArgumentException">The name is invalid, or one of the runner's own.</exception>
    public static void CheckRaised(SagaEvent raised)
    {
        ArgumentNullException.ThrowIfNull(raised);
        if (CheckName(raised.Name, "an event") is CancelEvent or ResumeEvent)
        {
            throw new ArgumentException($"'{raised.Name}' is no event of a saga: cancel or resume it.", nameof(raised));
        }
    }

    internal static string CheckName(string name, string what) => IsName(name)
        ? name
        : throw new ArgumentException($"'{name}' is no name of {what}: 1 to {MaxNameLength} lower-case letters, digits and hyphens.");
}
