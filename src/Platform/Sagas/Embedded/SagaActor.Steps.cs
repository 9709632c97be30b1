using System.Diagnostics;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Platform.Sagas.Embedded;

/// <content>The steps of an instance that run in this process.</content>
internal sealed partial class SagaActor
{
    /// <summary>Whether steps of the instance run in this process.</summary>
    public bool HasSteps
    {
        get
        {
            lock (_steps)
            {
                return _steps.Count > 0;
            }
        }
    }

    /// <summary>Gives up the steps that run: another process may run them.</summary>
    public void Abandon()
    {
        AbandonSteps();
        Post(Signal.Reload);
    }

    // Until it is disposed of, the source hangs on the runner's, which lives as long as the process. Outside the lock: disposing waits for callbacks.
    private void AbandonSteps()
    {
        CancellationTokenSource? abandoned;
        lock (_steps)
        {
            (abandoned, _abandoned) = (_abandoned, null);
            abandoned?.Cancel();
            _steps.Clear();
        }

        abandoned?.Dispose();
    }

    private void Begin(StepAsk ask, ActivityContext parent)
    {
        CancellationToken abandoned;
        lock (_steps)
        {
            if (runner.IsDraining || !_steps.Add(ask.Operation))
            {
                return;
            }

            _abandoned ??= CancellationTokenSource.CreateLinkedTokenSource(runner.Stopping);
            abandoned = _abandoned.Token;
        }

        runner.Enter();
        _ = RunAsync(ask, _row!.Owner, parent, abandoned);
    }

    private async Task RunAsync(StepAsk ask, string owner, ActivityContext parent, CancellationToken abandoned)
    {
        try
        {
            if (await runner.RunStepAsync(ask.Step, owner, parent, abandoned) is { } outcome)
            {
                Finish(ask.Operation, outcome, abandoned);
            }
            else if (!runner.IsDraining)
            {
                Abandon();
            }
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            // The step runs again when the instance is loaded again, here or in another process.
        }
        catch (Exception exception)
        {
            runner.Logger.InstanceFailed(exception, id);
            Post(Signal.Reload);
        }
        finally
        {
            runner.Leave();
        }
    }

    private void Finish(int operation, StepOutcome outcome, CancellationToken abandoned)
    {
        lock (_steps)
        {
            if (abandoned.IsCancellationRequested)
            {
                return;
            }

            _steps.Remove(operation);
        }

        Post(Signal.Of(operation, outcome));
    }
}
