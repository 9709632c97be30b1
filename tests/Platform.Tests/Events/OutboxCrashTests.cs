using FsCheck;
using FsCheck.Fluent;

namespace Tollgate.Platform.Tests.Events;

/// <summary>Whenever a process dies, at whichever write, nothing that it committed is lost, and the order of each aggregate holds.</summary>
public sealed class OutboxCrashTests
{
    private static readonly string[] Things = ["a", "b"];

    [Fact]
    public void Nothing_that_is_committed_is_lost_and_the_order_of_an_aggregate_holds_whenever_the_process_dies()
    {
        var steps = Gen.ListOf(
            from thing in Gen.Elements(Things)
            from writes in Gen.Frequency((2, Gen.Constant(int.MaxValue)), (3, Gen.Choose(0, 7)))
            from keepsLast in Gen.Elements(true, false)
            from sweeps in Gen.Elements(true, false)
            select new Step(thing, writes, keepsLast, sweeps));

        Prop.ForAll(steps.ToArbitrary(), list => RunAsync([.. list]).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    private static async Task<bool> RunAsync(IReadOnlyList<Step> steps)
    {
        await using var process = await OutboxProcess.StartAsync();
        foreach (var step in steps)
        {
            process.Tables.CrashAfter(step.Writes, step.KeepsLast);
            await TryAsync(() => process.ChangeAsync(step.Thing));
            process.Clock.Advance(TimeSpan.FromSeconds(3));
            if (step.Sweeps)
            {
                await TryAsync(() => process.Outbox.SweepAsync(CancellationToken.None).AsTask());
            }

            if (process.Tables.IsDead)
            {
                process.Restart();
            }
        }

        process.Restart();
        process.Clock.Advance(TimeSpan.FromSeconds(3));
        await process.Outbox.SweepAsync(CancellationToken.None);
        foreach (var thing in Things)
        {
            var versions = Enumerable.Range(1, await process.VersionAsync(thing));
            Assert.Equal(versions, await process.PublishedAsync(thing));
        }

        Assert.Empty(await process.Outbox.ListPendingAsync(10, CancellationToken.None));
        return true;
    }

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Platform.Tables.TableStoreException)
        {
            // The process is dead.
        }
    }

    private sealed record Step(string Thing, int Writes, bool KeepsLast, bool Sweeps);
}
