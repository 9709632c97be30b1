using FsCheck;
using FsCheck.Fluent;
using System.Text.Json;
using Tollgate.Contracts.Sagas;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>Random sagas whose process dies at random writes end as they do when nothing dies.</summary>
public sealed class SagaCrashTests
{
    private const string Id = "script-1";

    [Fact]
    public Task A_saga_ends_the_same_whichever_write_its_process_dies_at()
    {
        var line = Gen.Frequency(
            (4, Gen.Constant(new ScriptLine("work"))),
            (2, Gen.Constant(new ScriptLine("work", "flaky"))),
            (1, Gen.Constant(new ScriptLine("work", "refused"))),
            (1, Gen.Constant(new ScriptLine("catch", "refused"))),
            (2, Gen.Choose(2, 4).Select(count => new ScriptLine("parallel", Branches: [.. Enumerable.Repeat("", count)]))),
            (1, Gen.Choose(1, 4).Select(seconds => new ScriptLine("delay", Seconds: seconds))),
            (1, Gen.Constant(new ScriptLine("wait", "raised", 60))),
            (1, Gen.Constant(new ScriptLine("wait", "silent", 3))),
            (1, Gen.Constant(new ScriptLine("id"))));
        var run =
            from lines in Gen.ListOf(line, 6)
            from crashes in Gen.ListOf(from write in Gen.Choose(1, 14) from made in Gen.Elements(true, false) select (write, made), 3)
            select (Lines: Named(lines), Crashes: crashes.ToArray());
        var same = Prop.ForAll(run.ToArbitrary(), one => AssertSameAsync(one.Lines, one.Crashes).GetAwaiter().GetResult());

        return Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), same));
    }

    // Every work gets a name of its own, so that each effect can be told apart.
    private static ScriptLine[] Named(IEnumerable<ScriptLine> lines) =>
    [
        .. lines.Select((line, i) => line.Kind switch
        {
            "work" or "catch" => line with { Name = $"{i}{line.Name}" },
            "parallel" => line with { Branches = [.. line.Branches!.Select((_, branch) => $"{i}.{branch}")] },
            _ => line,
        }),
    ];

    private static async Task<bool> AssertSameAsync(ScriptLine[] lines, (int Write, bool Made)[] crashes)
    {
        var calm = await RunAsync(lines, []);
        var crashed = await RunAsync(lines, crashes);

        Assert.Equal(calm, crashed);
        return true;
    }

    private static async Task<string> RunAsync(ScriptLine[] lines, (int Write, bool Made)[] crashes)
    {
        var clock = new ManualClock();
        var world = new SagaWorld(clock) { Failure = Fail };
        await using var storage = EmbeddedStorage.OpenInMemory(clock);
        var tables = storage.TablesFor(TableSagaHost.Module);
        foreach (var (write, made) in crashes)
        {
            await LiveAsync(new CrashingTables(tables, write, made), clock, world, lines);
        }

        var ended = await LiveAsync(new CrashingTables(tables, int.MaxValue, made: false), clock, world, lines)
            ?? throw new InvalidOperationException("The saga doesn't end.");
        Assert.False(world.Overlapped);
        Assert.Distinct(world.Effects);
        var forward = world.Effects.Where(effect => !IsUndo(effect)).Order();
        var undone = world.Effects.Where(IsUndo);
        return JsonSerializer.Serialize(new { ended.Status, ended.Failure, Learned = Learned(ended, lines), forward, undone });
    }

    // What a delay tells is the time, which a crash does move.
    private static IEnumerable<string>? Learned(SagaInstance ended, ScriptLine[] lines) => ended.Result is { } result
        ? result.Deserialize<List<string>>()!.Where((_, i) => lines[i].Kind != "delay")
        : null;

    private static bool IsUndo(string effect) => effect.StartsWith("undo ", StringComparison.Ordinal);

    private static Exception? Fail(string name, int attempt) =>
        IsUndo(name) ? null
        : name.EndsWith("refused", StringComparison.Ordinal) ? new SagaStepFailed("refused", "No.")
        : name.EndsWith("flaky", StringComparison.Ordinal) && attempt == 1 ? new InvalidOperationException("not yet")
        : null;

    /// <summary>The life of one process, from its start to its crash or to the end of the saga.</summary>
    private static async Task<SagaInstance?> LiveAsync(CrashingTables tables, ManualClock clock, SagaWorld world, ScriptLine[] lines)
    {
        var host = await TableSagaHost.StartAsync(tables, clock, SagaService.Scripts(world), new SagaRunnerOptions());
        SagaInstance? ended = null;
        try
        {
            await host.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Of(lines)), CancellationToken.None);
            await host.Sagas.RaiseAsync(Id, SagaEvent.Of("raised", "yes", "once"), CancellationToken.None);
            for (var second = 0; second < 200 && ended is null; second++)
            {
                await Task.WhenAny(host.SettleAsync(), tables.Crashed);
                ended = await host.Sagas.GetAsync(Id, CancellationToken.None) is { HasEnded: true } instance ? instance : null;
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }
        catch (TableStoreException) when (tables.Crashed.IsCompleted)
        {
            // The next process goes on.
        }

        await host.KillAsync();
        await host.SettleAsync();
        return ended;
    }
}
