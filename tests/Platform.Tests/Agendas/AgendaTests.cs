using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Agendas;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Agendas;

public sealed class AgendaTests
{
    private const string Table = "things";

    [Fact]
    public async Task Two_processes_that_attend_one_item_at_the_same_time_leave_one_note()
    {
        var clock = new ManualClock();
        await using var storage = EmbeddedStorage.OpenInMemory(clock);
        var tables = storage.TablesFor(new ModuleInfo("things", [new TableInfo(Table, StorageHome.Own, StorageAccess.Write)], []));
        var agenda = new Agenda(tables, Table, clock, NullLogger.Instance);
        await agenda.NoteAsync("a", [clock.GetUtcNow()], CancellationToken.None);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var attending = 0;

        await Task.WhenAll(agenda.AttendAsync(AttendAsync, CancellationToken.None).AsTask(), agenda.AttendAsync(AttendAsync, CancellationToken.None).AsTask());

        var notes = 0;
        await foreach (var _ in tables.QueryAllAsync(Table, TableQuery.Partitions(null, null), CancellationToken.None))
        {
            notes++;
        }

        Assert.Equal((2, 1), (attending, notes));

        async ValueTask<DateTimeOffset?> AttendAsync(string item, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref attending);
            if (number == 2)
            {
                both.SetResult();
            }

            await both.Task;
            return clock.GetUtcNow().AddSeconds(number);
        }
    }
}
