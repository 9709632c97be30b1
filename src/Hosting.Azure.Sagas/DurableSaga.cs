using System.Text.Json;
using Microsoft.DurableTask;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>Steps, waits and delays of one orchestration on Durable Functions. Inputs and results are JSON in the history.</summary>
public sealed class DurableSaga
{
    /// <summary>The name of the one activity function that does all steps.</summary>
    public const string StepActivity = "SagaStep";

    private readonly TaskOrchestrationContext _context;

    internal DurableSaga(TaskOrchestrationContext context) => _context = context;

    /// <summary>The orchestration's id; steps make their idempotency keys of it.</summary>
    public string InstanceId => _context.InstanceId;

    /// <summary>The time of the orchestration, the same in every replay.</summary>
    public DateTimeOffset Now => new(_context.CurrentUtcDateTime, TimeSpan.Zero);

    /// <summary>Does a step once and remembers its result.</summary>
    /// <param name="step">The registered step.</param>
    /// <param name="input">Its input.</param>
    /// <param name="tries">How often it is tried at most, 1 or more.</param>
    /// <param name="pause">The time before the second try; it doubles from try to try, up to five minutes.</param>
    /// <exception cref="TaskFailedException">The last try failed.</exception>
    public Task<JsonElement> StepAsync(string step, JsonElement input, int tries, TimeSpan pause)
    {
        var longest = TimeSpan.FromMinutes(5);
        var policy = new RetryPolicy(tries, pause, backoffCoefficient: 2, maxRetryInterval: pause > longest ? pause : longest);
        return _context.CallActivityAsync<JsonElement>(StepActivity, new StepCall(step, input), TaskOptions.FromRetryPolicy(policy));
    }

    /// <summary>Waits for a time without using compute.</summary>
    public Task DelayAsync(TimeSpan delay) => _context.CreateTimer(delay, CancellationToken.None);

    /// <summary>Waits for an event that is raised on this orchestration; one raised before counts.</summary>
    /// <returns>The event's payload, or null after <paramref name="timeout"/>.</returns>
    public async Task<JsonElement?> WaitForAsync(string eventName, TimeSpan timeout)
    {
        // The loser is cancelled: an orchestration with an open timer would stay running until it fires.
        using var timer = new CancellationTokenSource();
        using var waiting = new CancellationTokenSource();
        var raised = _context.WaitForExternalEvent<JsonElement>(eventName, waiting.Token);
        var first = await Task.WhenAny(raised, _context.CreateTimer(timeout, timer.Token));
        if (first == raised)
        {
            timer.Cancel();
            return await raised;
        }

        waiting.Cancel();
        return null;
    }
}
