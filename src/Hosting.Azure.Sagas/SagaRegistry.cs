using System.Collections.Frozen;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>The orchestrations and steps of an app by name.</summary>
/// <param name="sagas">Orchestrations.</param>
/// <param name="steps">Steps.</param>
public sealed class SagaRegistry(IEnumerable<KeyValuePair<string, SagaBody>> sagas, IEnumerable<KeyValuePair<string, StepBody>> steps)
{
    private readonly FrozenDictionary<string, SagaBody> _sagas = sagas.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, StepBody> _steps = steps.ToFrozenDictionary(StringComparer.Ordinal);

    internal SagaBody Saga(string name) => _sagas.TryGetValue(name, out var saga) ? saga : throw Unknown("saga", name);

    internal StepBody Step(string name) => _steps.TryGetValue(name, out var step) ? step : throw Unknown("step", name);

    // Reached when an instance outlives the code that started it: the class must stay until no instance needs it.
    private static InvalidOperationException Unknown(string what, string name) =>
        new($"This version of the app has no {what} '{name}'. Deploy one that has it until the instances that need it have ended.");
}
