using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Sagas.Execution;

/// <summary>One try of a step that a saga asks for.</summary>
/// <param name="InstanceId">The saga's instance.</param>
/// <param name="Step">The registered step.</param>
/// <param name="Key">The step's idempotency key, the same in every try.</param>
/// <param name="Try">From 1.</param>
/// <param name="Undo">Whether it undoes another step.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="Input">Its input.</param>
public sealed record StepTry(string InstanceId, string Step, string Key, int Try, bool Undo, TimeSpan Timeout, JsonElement Input)
{
    /// <summary>What undoes the step, in words; null for a step without an undo, and for an undo.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>The try in words that differ when the saga asks for something else: what a replay compares with the history.</summary>
    public string Describe()
    {
        // The number counts undos too, so it also differs when one was added or removed before.
        var number = Key.AsSpan(Key.LastIndexOf('-') + 1);
        var undone = UndoneBy is null ? "" : $", undone by {UndoneBy}";
        return string.Create(CultureInfo.InvariantCulture, $"{(Undo ? "undo" : "step")} '{Step}' try {Try} with {Words(Input)} as number {number}{undone}");
    }

    /// <summary>An input in a few characters that differ when it differs.</summary>
    internal static string Words(JsonElement input) =>
        $"input {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input.GetRawText())).AsSpan(0, 6))}";
}

/// <summary>How a try ended: with a result, or with a failure.</summary>
public sealed record StepOutcome
{
    /// <summary>The result; null after a failure.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>What failed; null after success.</summary>
    public SagaFailure? Failure { get; init; }

    /// <summary>Whether the step said that another try can't help.</summary>
    public bool Final { get; init; }

    /// <summary>What was asked for, as <see cref="StepTry.Describe"/> says, where the runner's history doesn't keep it otherwise.</summary>
    public string? Asked { get; init; }

    /// <summary>Whether there is a result.</summary>
    [JsonIgnore]
    public bool Succeeded => Failure is null;
}
