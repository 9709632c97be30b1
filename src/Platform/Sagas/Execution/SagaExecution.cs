using System.Text.Json;

namespace Tollgate.Platform.Sagas.Execution;

/// <summary>Runs a saga from its start to its end, its undo included, on whatever replays it.</summary>
public static class SagaExecution
{
    /// <summary>The code of a saga that ended with an exception of its own.</summary>
    public const string SagaError = "saga-error";

    /// <summary>Runs to the end; awaits nothing but what the machine gives, and never fails.</summary>
    public static async Task<SagaOutcome> RunAsync(SagaDefinition saga, ISagaMachine machine, JsonElement input)
    {
        ArgumentNullException.ThrowIfNull(saga);
        ArgumentNullException.ThrowIfNull(machine);

        var session = new SagaSession(machine);
        var (result, failure) = await RunAsync(saga, session, input);
        await session.SettleAsync();
        failure = session.Cancellation ?? failure;
        if (failure is null)
        {
            return new SagaOutcome(SagaStatus.Completed, result, null);
        }

        await session.CompensateAsync();
        return new SagaOutcome(session.Cancellation is null ? SagaStatus.Failed : SagaStatus.Cancelled, null, failure);
    }

    // Whatever leaves the saga's code ends it, bugs of it too: what it did has to be undone all the same.
    private static async Task<(JsonElement? Result, SagaFailure? Failure)> RunAsync(SagaDefinition saga, SagaSession session, JsonElement input)
    {
        try
        {
            return (Payload.Checked(await saga.RunAsync(session, input), "The result of the saga"), null);
        }
        catch (SagaStepFailed failed)
        {
            return (null, new SagaFailure(failed.Code, failed.Message));
        }
        catch (Exception exception)
        {
            return (null, new SagaFailure(SagaError, Payload.Describe(exception)));
        }
    }
}
