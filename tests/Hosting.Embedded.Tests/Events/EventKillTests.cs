using System.Globalization;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>Real processes that are killed while they publish and handle events; what they left is handled by those beside and after them.</summary>
public sealed class EventKillTests : IDisposable
{
    private const string Counts = "Counts";

    // How often a process is killed; raise it for a long run.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("TOLLGATE_EVENT_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private static readonly ModuleInfo Module = new("things", [new TableInfo(Counts, StorageHome.Own, StorageAccess.Write)], []);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _points = new(7);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_event_that_was_acknowledged_is_handled_in_the_order_of_its_subject_however_often_a_process_is_killed()
    {
        List<string> published = [];
        for (var kill = 0; kill < Kills; kill++)
        {
            using var killed = await ChildProcess.StartAsync("events", _folder.Path);
            using var beside = await ChildProcess.StartAsync("events", _folder.Path);
            published.AddRange(await killed.KillAfterAsync(_points.Next(20, 200)));
            published.AddRange(await beside.KillAfterAsync(_points.Next(20, 200)));
        }

        using (var last = await ChildProcess.StartAsync("finish-events", _folder.Path))
        {
            await last.EndAsync();
        }

        await using var storage = EmbeddedStorage.Open(_folder.Path, TimeProvider.System);
        var tables = storage.TablesFor(Module);
        var highest = published.Select(line => line.Split(' ')).GroupBy(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.Empty((await tables.QueryAsync(Counts, TableQuery.InPartition("gaps"), CancellationToken.None)).Entities);
        foreach (var subject in highest)
        {
            var handled = (await tables.ReadAsync(Counts, new TableKey(subject.Key, "last"), CancellationToken.None)).Entity?.GetInt32("N");
            Assert.True(handled >= subject.Max(), $"Of '{subject.Key}' {subject.Max()} events were published and {handled} handled.");
        }
    }
}
