using Tollgate.Platform.Sagas;

namespace Tollgate.Contracts.Sagas;

[Saga("greeting")]
public sealed class GreetingOne : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "one";
    }
}

[Saga("greeting", Version = 2)]
public sealed class GreetingTwo : Saga<string, string>
{
    public override Task<string> RunAsync(ISagaContext saga, string input) => Task.FromResult("two");
}

/// <summary>A saga whose code changes between two deployments without a new version.</summary>
[Saga("changing")]
public sealed class Original : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a"));
        await saga.Step<WorkDone>("work", new Work("b"));
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

[Saga("changing")]
public sealed class ChangedStep : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a"));
        await saga.Step<WorkDone>("work", new Work("another"));
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

[Saga("changing")]
public sealed class ChangedOrder : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a"));
        await saga.Delay(TimeSpan.FromMinutes(1));
        await saga.Step<WorkDone>("work", new Work("b"));
        return "done";
    }
}

[Saga("changing")]
public sealed class ChangedWait : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a"));
        await saga.Step<WorkDone>("work", new Work("b"));
        await saga.WaitFor<string>("other", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

[Saga("changing")]
public sealed class ChangedEnd : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a"));
        await saga.Step<WorkDone>("work", new Work("b"));
        return "done";
    }
}

[Saga("changing")]
public sealed class AddedUndo : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a"));
        await saga.Step<WorkDone>("work", new Work("b")).CompensateWith("work", new Work("undo b"));
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

/// <summary>A saga with an undo, which the next deployment changes.</summary>
[Saga("changing")]
public sealed class WithUndo : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a")).CompensateWith("work", new Work("undo a"));
        await saga.Step<WorkDone>("work", new Work("b")).CompensateWith("work", new Work("undo b"));
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

[Saga("changing")]
public sealed class RemovedUndo : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a"));
        await saga.Step<WorkDone>("work", new Work("b")).CompensateWith("work", new Work("undo b"));
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

[Saga("changing")]
public sealed class ChangedUndo : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Step<WorkDone>("work", new Work("a")).CompensateWith("work", new Work("undo a"));
        await saga.Step<WorkDone>("work", new Work("b")).CompensateWith("work", new Work("undo another"));
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

/// <summary>The undo is pushed after its step: only the number of the next step tells of it.</summary>
[Saga("changing")]
public sealed class LateUndo : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        var first = saga.Step<WorkDone>("work", new Work("a"));
        await first;
        _ = first.CompensateWith("work", new Work("undo a"));
        await saga.Step<WorkDone>("work", new Work("b"));
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        return "done";
    }
}

/// <summary>Asks for steps without awaiting them at once, and for the last not at all.</summary>
[Saga("asking")]
public sealed class Asking : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        var first = saga.Step<WorkDone>("work", new Work("a"));
        _ = saga.Step<WorkDone>("work", new Work("b")).CompensateWith("work", new Work("undo b"));
        saga.SetStatus("asked");
        await saga.WaitFor<string>("go", Timeout.InfiniteTimeSpan);
        await first;
        _ = saga.Step<WorkDone>("work", new Work("c"));
        return "done";
    }
}

/// <summary>Awaits a task that no replay could bring back.</summary>
[Saga("straying")]
public sealed class Straying : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        // Something that is not there yet when the saga looks, whatever the machine does meanwhile.
        await new TaskCompletionSource().Task;
        return input;
    }
}
