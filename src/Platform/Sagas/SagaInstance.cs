using System.Text.Json;

namespace Tollgate.Platform.Sagas;

/// <summary>Where an instance is.</summary>
public enum SagaStatus
{
    /// <summary>It runs, waits, or undoes what it did.</summary>
    Running,

    /// <summary>An undo failed again and again; the saga waits for an operator to resume it.</summary>
    Parked,

    /// <summary>Its code asks for something else than its history says. It waits for code that fits, and for an operator to resume it.</summary>
    Nondeterministic,

    /// <summary>It ended with a result.</summary>
    Completed,

    /// <summary>It failed, and what it did is undone.</summary>
    Failed,

    /// <summary>It was cancelled, and what it did is undone.</summary>
    Cancelled,
}

/// <summary>An instance of a saga as it is stored.</summary>
/// <param name="InstanceId"><c>{saga}-{key}</c>.</param>
/// <param name="Saga">The saga's name.</param>
/// <param name="Version">The version that it was started with.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Created">When it was started.</param>
/// <param name="Updated">When it last went on.</param>
public sealed record SagaInstance(string InstanceId, string Saga, int Version, SagaStatus Status, DateTimeOffset Created, DateTimeOffset Updated)
{
    /// <summary>What the saga set with <see cref="ISagaContext.SetStatus"/>; null for nothing.</summary>
    public JsonElement? Custom { get; init; }

    /// <summary>What it completed with; null before and otherwise.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    public SagaFailure? Failure { get; init; }

    /// <summary>Why it is parked or what doesn't fit its history; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it can't go on because this version of the service lacks its class.</summary>
    public bool Orphan { get; init; }

    /// <summary>Whether it will never run again.</summary>
    public bool HasEnded => Status is SagaStatus.Completed or SagaStatus.Failed or SagaStatus.Cancelled;
}

/// <summary>Why a saga failed.</summary>
/// <param name="Code">That of the <see cref="SagaStepFailed"/> that ended it; <c>saga-error</c> for another exception.</param>
/// <param name="Message">For operators.</param>
public sealed record SagaFailure(string Code, string Message);

/// <summary>Something that happened in an instance.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">
/// What kind of thing: <c>started</c>; <c>asked</c>, for a step, a sleep or a wait that the saga's code asked for; <c>step-done</c>, <c>step-failed</c>, <c>timer-fired</c>,
/// for what came of it; <c>event</c>, for one that came in; <c>ended</c>.
/// </param>
/// <param name="Name">The event's name; null for all else.</param>
/// <param name="Detail">For people: what was asked for, which operation it belongs to, why it failed.</param>
public sealed record SagaHistoryItem(DateTimeOffset At, string Kind, string? Name, string? Detail);

/// <summary>Which instances to list.</summary>
public sealed record SagaQuery
{
    /// <summary>Only of this status; null for all.</summary>
    public SagaStatus? Status { get; init; }

    /// <summary>Only those started then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those started before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Where to go on: <see cref="SagaPage.Cursor"/> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at most, 1 to 200.</summary>
    public int PageSize
    {
        get;
        init => field = value is >= 1 and <= 200 ? value : throw new ArgumentOutOfRangeException(nameof(PageSize), value, "A page holds 1 to 200 sagas.");
    } = 50;
}

/// <summary>One page of instances.</summary>
/// <param name="Instances">May be fewer than asked for although more follow.</param>
/// <param name="Cursor">Where to go on; null at the end.</param>
public sealed record SagaPage(IReadOnlyList<SagaInstance> Instances, string? Cursor);
