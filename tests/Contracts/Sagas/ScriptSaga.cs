using Tollgate.Platform.Sagas;

namespace Tollgate.Contracts.Sagas;

/// <summary>One thing that a script does.</summary>
/// <param name="Kind"><c>work</c>, <c>parallel</c>, <c>delay</c>, <c>wait</c>, <c>status</c>, <c>fail</c>, <c>id</c>, <c>catch</c>, <c>apart</c>.</param>
/// <param name="Name">The work, event, status or failure.</param>
/// <param name="Seconds">How long a delay or a wait takes at most.</param>
/// <param name="Branches">The works that run at the same time.</param>
public sealed record ScriptLine(string Kind, string Name = "", int Seconds = 0, IReadOnlyList<string>? Branches = null);

/// <summary>What a script does, line by line.</summary>
public sealed record Script(IReadOnlyList<ScriptLine> Lines)
{
    /// <summary>A script of some lines.</summary>
    public static Script Of(params ScriptLine[] lines) => new(lines);

    /// <summary>A script of some works.</summary>
    public static Script Works(params string[] works) => new([.. works.Select(work => new ScriptLine("work", work))]);
}

/// <summary>Does what its input says, and tells what it learned. Every work has an undo.</summary>
[Saga("script")]
public sealed class ScriptSaga : Saga<Script, IReadOnlyList<string>>
{
    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> RunAsync(ISagaContext saga, Script input)
    {
        List<string> learned = [];
        foreach (var line in input.Lines)
        {
            learned.Add(await RunAsync(saga, line));
        }

        return learned;
    }

    private static async Task<string> RunAsync(ISagaContext saga, ScriptLine line)
    {
        switch (line.Kind)
        {
            case "work":
                return (await Start(saga, line.Name)).Receipt;
            case "parallel":
                List<SagaStep<WorkDone>> steps = [.. line.Branches!.Select(branch => Start(saga, branch))];
                await saga.Parallel([.. steps.Select(step => step.ToTask())]);
                return $"{steps.Count} done";
            case "apart":
                _ = FollowAsync(saga, line.Branches!);
                return "";
            case "delay":
                await saga.Delay(TimeSpan.FromSeconds(line.Seconds));
                return $"{saga.Now:HH:mm:ss}";
            case "wait":
                var timeout = line.Seconds > 0 ? TimeSpan.FromSeconds(line.Seconds) : Timeout.InfiniteTimeSpan;
                var wait = await saga.WaitFor<string>(line.Name, timeout);
                return wait.Received ? wait.Value! : "timeout";
            case "status":
                saga.SetStatus(new { Text = line.Name });
                return "";
            case "id":
                return saga.NewId().ToString();
            case "catch":
                return await CatchAsync(saga, line.Name);
            default:
                throw new SagaStepFailed(line.Name, "The script says so.");
        }
    }

    // A branch that nobody awaits.
    private static async Task FollowAsync(ISagaContext saga, IReadOnlyList<string> works)
    {
        foreach (var work in works)
        {
            await Start(saga, work);
        }
    }

    private static async Task<string> CatchAsync(ISagaContext saga, string name)
    {
        try
        {
            return (await Start(saga, name)).Receipt;
        }
        catch (SagaStepFailed failed)
        {
            return $"{failed.Code}: {failed.Message}";
        }
    }

    private static SagaStep<WorkDone> Start(ISagaContext saga, string name) =>
        saga.Step<WorkDone>("work", new Work(name), new StepPolicy { Tries = 3 }).CompensateWith("work", new Work($"undo {name}"));
}
