using System.Text.Json;

namespace Tollgate.Platform.Sagas;

/// <summary>
/// Starts, steers and shows the sagas of one module. Modules start, raise and cancel through their outbox, so that nothing is saved without its saga;
/// everything here may be called again with the same ids without a second effect.
/// </summary>
public interface ISagaRuntime
{
    /// <summary>Starts an instance with the highest registered version; when the task completes it will run, also after a crash.</summary>
    /// <returns>False where an instance with this id was started before: nothing is changed then.</returns>
    /// <exception cref="ArgumentException">No such saga is registered, the key makes no valid id, or the input is too large.</exception>
    /// <exception cref="Tables.TableStoreException">The store failed; calling again is safe.</exception>
    ValueTask<bool> StartAsync(SagaStart start, CancellationToken cancellationToken);

    /// <summary>Raises an event on an instance. It is kept until the saga waits for it.</summary>
    /// <exception cref="ArgumentException">The event's name is invalid or reserved, or its data is too large.</exception>
    ValueTask<SagaSignal> RaiseAsync(string instanceId, SagaEvent raised, CancellationToken cancellationToken);

    /// <summary>Cancels an instance: what it awaits fails, and what it did is undone. Never a termination: the saga ends when its undo has.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">Shown to operators.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<SagaSignal> CancelAsync(string instanceId, string reason, CancellationToken cancellationToken);

    /// <summary>Lets a parked instance try again what it was parked for.</summary>
    /// <returns><see cref="SagaSignal.NotParked"/> where it isn't parked.</returns>
    ValueTask<SagaSignal> ResumeAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>One instance, null where there is none.</summary>
    ValueTask<SagaInstance?> GetAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>What happened in an instance, in order; empty where there is none, or where the host keeps histories out of reach.</summary>
    ValueTask<IReadOnlyList<SagaHistoryItem>> ReadHistoryAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Instances without their results, the latest start first where the host can order them.</summary>
    /// <exception cref="ArgumentException">The cursor is not one that this runtime gave.</exception>
    ValueTask<SagaPage> ListAsync(SagaQuery query, CancellationToken cancellationToken);

    /// <summary>Deletes an ended instance with its history, as for the erasure of a person's data.</summary>
    /// <returns>False where there is no such instance or it hasn't ended.</returns>
    ValueTask<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken);
}

/// <summary>What starts an instance.</summary>
/// <param name="Saga">The saga's name.</param>
/// <param name="Key">What it is about, such as the order's id; the instance's id is <c>{saga}-{key}</c>.</param>
/// <param name="Input">Its input.</param>
public sealed record SagaStart(string Saga, string Key, JsonElement Input)
{
    /// <summary>The trace that the saga belongs to (W3C Trace Context), null for that of the caller.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; init; }

    /// <summary>A start with an input that is written as sagas read it.</summary>
    public static SagaStart Of(string saga, string key, object input) => new(saga, key, SagaJson.ToElement(input));
}

/// <summary>An event for a saga.</summary>
/// <param name="Name">Lower-case words with hyphens; not <c>cancel</c> and not <c>resume</c>.</param>
/// <param name="Data">What the saga's wait gets.</param>
/// <param name="Id">One that was raised before with this id is raised only once; null for an event that is always new.</param>
public sealed record SagaEvent(string Name, JsonElement Data, string? Id = null)
{
    /// <summary>An event with data that is written as sagas read it.</summary>
    public static SagaEvent Of(string name, object data, string? id = null) => new(name, SagaJson.ToElement(data), id);
}

/// <summary>What became of a signal to an instance.</summary>
public enum SagaSignal
{
    /// <summary>It is stored and will reach the instance.</summary>
    Accepted,

    /// <summary>There is no such instance.</summary>
    NotFound,

    /// <summary>The instance has ended.</summary>
    Ended,

    /// <summary>Only a parked instance can be resumed.</summary>
    NotParked,
}
