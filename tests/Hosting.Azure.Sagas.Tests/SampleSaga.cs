using Tollgate.Platform.Sagas;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

[Saga("place-order")]
internal sealed class SampleSaga : Saga<int, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, int input)
    {
        await Do(saga, $"reserve {input}", "release");
        await Do(saga, "charge", "refund");
        var paid = await saga.WaitFor<string>("paid", TimeSpan.FromMinutes(1));
        return paid.Received ? paid.Value! : throw new SagaStepFailed("unpaid", "Nobody paid.");
    }

    private static SagaStep<string> Do(ISagaContext saga, string work, string undo) =>
        saga.Step<string>("work", work, new StepPolicy { Tries = 2 }).CompensateWith("work", undo);
}

/// <summary>The same saga after its code was changed without a new version.</summary>
[Saga("place-order")]
internal sealed class ChangedSaga : Saga<int, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, int input) => await saga.Step<string>("work", "something else");
}

/// <summary>The same saga, whose first step is undone no more.</summary>
[Saga("place-order")]
internal sealed class SagaWithoutUndo : Saga<int, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, int input) =>
        await saga.Step<string>("work", $"reserve {input}", new StepPolicy { Tries = 2 });
}

/// <summary>The same saga, whose first step has a second undo.</summary>
[Saga("place-order")]
internal sealed class SagaWithMoreUndo : Saga<int, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, int input) =>
        await saga.Step<string>("work", $"reserve {input}", new StepPolicy { Tries = 2 }).CompensateWith("work", "release").CompensateWith("work", "report");
}

internal sealed class WorkStep(Func<string, string> work) : ISagaStep<string, string>
{
    public ValueTask<string> RunAsync(string input, StepExecution step, CancellationToken cancellationToken) => ValueTask.FromResult(work(input));
}
