using System.Text.Json;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>The input of the one orchestration that runs all sagas.</summary>
/// <param name="Saga">The saga's name.</param>
/// <param name="Version">The version that it was started with.</param>
/// <param name="Input">The saga's input.</param>
public sealed record SagaRun(string Saga, int Version, JsonElement Input);

/// <summary>The payload of every event that is raised on a saga.</summary>
/// <param name="Id">An event that comes again under its id counts once.</param>
/// <param name="Data">What the saga's wait gets.</param>
public sealed record RaisedEvent(string Id, JsonElement Data);
