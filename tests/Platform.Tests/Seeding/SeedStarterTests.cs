using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Seeding;

public sealed class SeedStarterTests
{
    [Fact]
    public async Task Sample_data_that_cannot_be_written_ends_no_process_and_is_written_with_the_next_request()
    {
        await using var storage = EmbeddedStorage.OpenInMemory(new ManualClock());
        var tables = storage.TablesFor(new ModuleInfo("things", [new TableInfo("things", StorageHome.Own, StorageAccess.Write)], []));
        using var seed = new BrittleSeed(tables);
        using var starter = new SeedStarter(seed, NullLogger<SeedStarter>.Instance);

        await starter.StartAsync(CancellationToken.None);
        await starter.ExecuteTask!;
        await seed.EnsureAsync(CancellationToken.None);

        Assert.Equal(2, seed.Attempts);
    }

    private sealed class BrittleSeed(ITableStore tables) : Seed(tables, "things", isOn: true)
    {
        public int Attempts { get; private set; }

        protected override ValueTask WriteAsync(CancellationToken cancellationToken) =>
            ++Attempts == 1 ? throw new InvalidDataException("A row can't be read.") : ValueTask.CompletedTask;
    }
}
