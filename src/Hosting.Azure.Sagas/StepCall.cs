using System.Text.Json;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>What an orchestration asks of the step activity: the only shape of its input, so that one activity serves all steps.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Input">Its input as JSON.</param>
public sealed record StepCall(string Step, JsonElement Input);

/// <summary>Does one step.</summary>
/// <param name="services">The scope of the activity's invocation.</param>
/// <param name="input">The input as JSON.</param>
/// <param name="cancellationToken">The app is being stopped.</param>
/// <returns>The result as JSON, remembered in the history.</returns>
public delegate Task<JsonElement> StepBody(IServiceProvider services, JsonElement input, CancellationToken cancellationToken);

/// <summary>An orchestration's code: deterministic, and waiting for nothing but what the context gives it.</summary>
/// <param name="saga">Its steps, waits and delays.</param>
/// <param name="input">The input as JSON.</param>
/// <returns>The result as JSON.</returns>
public delegate Task<JsonElement> SagaBody(DurableSaga saga, JsonElement input);
