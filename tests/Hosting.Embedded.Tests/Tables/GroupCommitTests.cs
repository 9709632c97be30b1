using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Tables;

public sealed class GroupCommitTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _writerIsBusy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private SqliteDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = SqliteDatabase.InFile(_folder.File("test.db"), new StoreClock(new ManualClock()));
        await new Provisioning(_database, ["things"]).EnsureAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        _release.Set();
        await _database.DisposeAsync();
    }

    public void Dispose()
    {
        _release.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_is_not_made()
    {
        var busy = OccupyWriter();
        await _writerIsBusy.Task;
        using var cancellation = new CancellationTokenSource();
        var cancelled = _database.WriteAsync(transaction => Put(transaction, "cancelled"), cancellation.Token);
        var other = _database.WriteAsync(transaction => Put(transaction, "other"), CancellationToken.None);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _release.Set();
        await Task.WhenAll(busy, other);
        Assert.Equal((false, true), (IsStored("cancelled"), IsStored("other")));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_after_it_began_answers_with_its_outcome()
    {
        using var cancellation = new CancellationTokenSource();
        var write = _database.WriteAsync(
            transaction =>
            {
                _writerIsBusy.SetResult();
                _release.Wait();
                return Put(transaction, "late");
            },
            cancellation.Token);
        await _writerIsBusy.Task;

        await cancellation.CancelAsync();
        _release.Set();

        Assert.True(await write);
        Assert.True(IsStored("late"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_in_a_group_undoes_no_other_write_of_it(bool isDamagedRow)
    {
        var busy = OccupyWriter();
        await _writerIsBusy.Task;
        var before = _database.WriteAsync(transaction => Put(transaction, "before"), CancellationToken.None);
        var refused = _database.WriteAsync<bool>(_ => throw (isDamagedRow ? new InvalidDataException("damaged") : new TableStoreException(TableFault.Invalid, "refused")), CancellationToken.None);
        var after = _database.WriteAsync(transaction => Put(transaction, "after"), CancellationToken.None);

        _release.Set();

        await Assert.ThrowsAsync<TableStoreException>(() => refused);
        await Task.WhenAll(busy, before, after);
        Assert.Equal((true, true), (IsStored("before"), IsStored("after")));
    }

    [Fact]
    public async Task A_fault_in_a_group_undoes_all_of_it_and_every_caller_learns_of_it()
    {
        var busy = OccupyWriter();
        await _writerIsBusy.Task;
        var before = _database.WriteAsync(transaction => Put(transaction, "before"), CancellationToken.None);
        var broken = _database.WriteAsync<bool>(_ => throw new InvalidOperationException("a bug"), CancellationToken.None);

        _release.Set();

        await busy;
        var exception = await Assert.ThrowsAsync<TableStoreException>(() => before);
        Assert.NotSame(exception, await Assert.ThrowsAsync<TableStoreException>(() => broken));
        Assert.Equal(TableFault.Unavailable, exception.Fault);
        Assert.False(IsStored("before"));
        Assert.True(await _database.WriteAsync(transaction => Put(transaction, "next"), CancellationToken.None));
    }

    [Fact]
    public async Task Writes_that_wait_when_the_database_closes_are_made()
    {
        var busy = OccupyWriter();
        await _writerIsBusy.Task;
        var waiting = _database.WriteAsync(transaction => Put(transaction, "waiting"), CancellationToken.None);

        var closing = _database.DisposeAsync().AsTask();
        var late = Assert.ThrowsAsync<TableStoreException>(() => _database.WriteAsync(transaction => Put(transaction, "late"), CancellationToken.None));
        _release.Set();

        await Task.WhenAll(busy, closing, late);
        Assert.True(await waiting);
    }

    private static bool Put(WriterTransaction transaction, string row)
    {
        transaction.Session.Table("things").Put(
            KeyCodec.Encode("p"),
            KeyCodec.Encode(row),
            new StoredRow(transaction.NextVersion(), transaction.Time.UtcTicks, EntityCodec.Encode(new TableEntity("p", row))));
        return true;
    }

    private Task<bool> OccupyWriter() => _database.WriteAsync(
        _ =>
        {
            _writerIsBusy.SetResult();
            _release.Wait();
            return true;
        },
        CancellationToken.None);

    private bool IsStored(string row) => _database.Read(
        row, static (session, key) => session.Table("things").Find(KeyCodec.Encode("p"), KeyCodec.Encode(key)) is not null);
}
