using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>Real processes that are killed while they run sagas; what they left is finished by the next.</summary>
public sealed class SagaKillTests : IDisposable
{
    private const string Counts = "Counts";

    // How often a process is killed; raise it for a long run.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("TOLLGATE_SAGA_KILLS") ?? "5", CultureInfo.InvariantCulture);

    private static readonly ModuleInfo Module = new(
        "sagas", [TableSagaExtensions.Table, new TableInfo(Counts, StorageHome.Own, StorageAccess.Write)], []);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _points = new(7);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_saga_that_was_acknowledged_ends_with_each_step_done_once_however_often_its_process_is_killed()
    {
        List<string> started = [];
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = await ChildProcess.StartAsync("sagas", _folder.Path);
            started.AddRange(await child.KillAfterAsync(_points.Next(1, 60)));
        }

        using (var last = await ChildProcess.StartAsync("finish", _folder.Path))
        {
            await last.EndAsync();
        }

        await using var storage = EmbeddedStorage.Open(_folder.Path, TimeProvider.System);
        var tables = storage.TablesFor(Module);
        var sagas = new ServiceCollection().AddSingleton(tables).AddSingleton(TimeProvider.System).AddTableSagas(Module).BuildServiceProvider().GetRequiredService<ISagaRuntime>();
        Assert.NotEmpty(started);
        foreach (var id in started)
        {
            var ended = await sagas.GetAsync(id, CancellationToken.None);
            var count = await tables.ReadAsync(Counts, new TableKey(id["counting-".Length..], "total"), CancellationToken.None);
            Assert.Equal((SagaStatus.Completed, 3, 3), (ended?.Status, ended?.Result?.GetInt32(), count.Entity?.GetInt32("N")));
        }
    }
}
