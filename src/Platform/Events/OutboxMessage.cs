using System.Text.Json;
using Tollgate.Platform.Sagas;

namespace Tollgate.Platform.Events;

/// <summary>What shall happen once a change of state is committed: an event is published, or something is done with a saga.</summary>
public sealed record OutboxMessage
{
    private OutboxMessage(OutboxMessageKind kind, string target, string name, string tenant, JsonElement data) =>
        (Kind, Target, Name, Tenant, Data) = (kind, target, name, tenant, data);

    internal OutboxMessageKind Kind { get; }

    /// <summary>The event's subject, the saga's name or the instance's id.</summary>
    internal string Target { get; }

    /// <summary>The event's type, the saga's key, the name of the event raised, or the reason to cancel.</summary>
    internal string Name { get; }

    internal string Tenant { get; }

    internal JsonElement Data { get; }

    /// <summary>Publishes an event.</summary>
    /// <param name="type">Its type; one of the module's <see cref="Modules.ModuleInfo.Publishes"/>.</param>
    /// <param name="subject">What it happened to.</param>
    /// <param name="tenant">Whose data it is about; empty for none.</param>
    /// <param name="data">A value that <see cref="EventJson.Options"/> can write, or a <see cref="JsonElement"/>.</param>
    public static OutboxMessage Event(string type, string subject, string tenant, object data) =>
        new(OutboxMessageKind.Event, subject, type, tenant, Json(data));

    /// <summary>Starts a saga, unless the instance <c>{saga}-{key}</c> exists.</summary>
    /// <exception cref="ArgumentException">The two make no valid id of an instance.</exception>
    public static OutboxMessage StartSaga(string saga, string key, object input)
    {
        SagaLimits.InstanceId(saga, key);
        return new(OutboxMessageKind.StartSaga, saga, key, "", SagaJson.ToElement(input).Clone());
    }

    /// <summary>Raises an event that a saga waits for.</summary>
    /// <exception cref="ArgumentException">The event's name is invalid or reserved.</exception>
    public static OutboxMessage RaiseEvent(string instanceId, string eventName, object data)
    {
        SagaLimits.CheckRaised(SagaEvent.Of(eventName, data));
        return new(OutboxMessageKind.RaiseEvent, instanceId, eventName, "", SagaJson.ToElement(data).Clone());
    }

    /// <summary>Asks a saga to undo what it did and to end.</summary>
    public static OutboxMessage CancelSaga(string instanceId, string reason) =>
        new(OutboxMessageKind.CancelSaga, instanceId, reason, "", Json(new { }));

    private static JsonElement Json(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data is JsonElement json ? json.Clone() : JsonSerializer.SerializeToElement(data, data.GetType(), EventJson.Options);
    }
}

internal enum OutboxMessageKind
{
    Event,
    StartSaga,
    RaiseEvent,
    CancelSaga,
}
