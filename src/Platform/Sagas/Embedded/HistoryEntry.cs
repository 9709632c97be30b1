using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>What kind of thing a history holds. The numbers are stored.</summary>
internal enum EntryKind
{
    /// <summary>The instance was started.</summary>
    Start = 0,

    /// <summary>The code asked for a step, a sleep or an event.</summary>
    Ask = 1,

    /// <summary>A try of a step ended.</summary>
    Done = 2,

    /// <summary>A sleep ended.</summary>
    Fired = 3,

    /// <summary>An event came.</summary>
    Event = 4,

    /// <summary>The instance ended.</summary>
    End = 5,
}

/// <summary>One thing that happened in an instance. The order is the order in which the code learned of it.</summary>
internal sealed record HistoryEntry
{
    [JsonPropertyName("k")]
    public EntryKind Kind { get; init; }

    [JsonPropertyName("t")]
    public long Ticks { get; init; }

    /// <summary>The operation that was asked for or ended, counted from 0.</summary>
    [JsonPropertyName("n")]
    public int Operation { get; init; }

    /// <summary>What was asked for.</summary>
    [JsonPropertyName("w")]
    public string? What { get; init; }

    /// <summary>The event's name.</summary>
    [JsonPropertyName("e")]
    public string? Name { get; init; }

    /// <summary>The event's id.</summary>
    [JsonPropertyName("i")]
    public string? Id { get; init; }

    /// <summary>The input, a step's result or an event's data.</summary>
    [JsonPropertyName("d")]
    public JsonElement? Data { get; init; }

    /// <summary>Why a try failed.</summary>
    [JsonPropertyName("f")]
    public SagaFailure? Failure { get; init; }

    /// <summary>Whether the failure is final.</summary>
    [JsonPropertyName("z")]
    public bool Final { get; init; }

    [JsonIgnore]
    public DateTimeOffset At => new(Ticks, TimeSpan.Zero);

    /// <summary>The entry in words, for the report of a divergence.</summary>
    public string Describe() => Kind switch
    {
        EntryKind.Ask => $"{What} (operation {Operation})",
        EntryKind.Done => $"the result of operation {Operation}",
        EntryKind.Fired => $"the end of the sleep that is operation {Operation}",
        EntryKind.Event => $"event '{Name}'",
        _ => Kind.ToString(),
    };

    /// <summary>The entry as operators see it.</summary>
    public SagaHistoryItem ToItem() => Kind switch
    {
        EntryKind.Start => new SagaHistoryItem(At, "started", null, null),
        EntryKind.Ask => new SagaHistoryItem(At, "asked", null, Describe()),
        EntryKind.Done when Failure is null => new SagaHistoryItem(At, "step-done", null, $"operation {Operation}"),
        EntryKind.Done => new SagaHistoryItem(At, "step-failed", null, $"operation {Operation}: {Failure.Code}: {Failure.Message}"),
        EntryKind.Fired => new SagaHistoryItem(At, "timer-fired", null, $"operation {Operation}"),
        EntryKind.Event => new SagaHistoryItem(At, "event", Name, null),
        _ => new SagaHistoryItem(At, "ended", null, Failure is null ? null : $"{Failure.Code}: {Failure.Message}"),
    };
}
