using Microsoft.Data.Sqlite;
using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Tables;

public sealed class SqliteFaultTests : IAsyncLifetime, IDisposable
{
    private const string Table = "Things";

    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;
    private ITableStore _tables = null!;

    private string File => _folder.File("tables/test.db");

    public async Task InitializeAsync()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, new ManualClock());
        _tables = _storage.TablesFor(Modules.Writing(Table));
        await PutAsync("first");
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_that_stays_locked_asks_to_try_again()
    {
        using var other = Connect();
        Execute(other, "BEGIN IMMEDIATE");

        var exception = await AssertFaultAsync(TableFault.Throttled, "locked");

        Assert.NotNull(exception.RetryAfter);
        Assert.True(await IsStoredAsync("first"));
        Execute(other, "ROLLBACK");
        await PutAsync("second");
    }

    [Fact]
    public async Task A_write_waits_for_another_process_to_finish_its_own()
    {
        using var other = Connect();
        Execute(other, "BEGIN IMMEDIATE");
        var write = PutAsync("second");
        Execute(other, "COMMIT");

        await write;

        Assert.True(await IsStoredAsync("second"));
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_until_there_is_room_again_and_loses_none_that_was_acknowledged()
    {
        await using var database = SqliteDatabase.InFile(File, new StoreClock(new ManualClock()));
        var large = new byte[64 * 1024];
        await database.WriteAsync(transaction => Execute(transaction, "PRAGMA max_page_count = 16"), CancellationToken.None);

        var exception = await Assert.ThrowsAsync<TableStoreException>(() => database.WriteAsync(
            transaction => Put(transaction, "second", large), CancellationToken.None));

        Assert.Equal(TableFault.Unavailable, exception.Fault);
        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        Assert.True(await IsStoredAsync("first"));
        await database.WriteAsync(transaction => Put(transaction, "second", EntityCodec.Encode(new TableEntity("p", "second"))), CancellationToken.None);
        Assert.True(await IsStoredAsync("second"));
    }

    [Fact]
    public async Task A_database_that_may_only_be_read_denies_writes()
    {
        await using var database = SqliteDatabase.InFile(File, new StoreClock(new ManualClock()));
        await database.WriteAsync(transaction => Execute(transaction, "PRAGMA query_only = ON"), CancellationToken.None);

        var exception = await Assert.ThrowsAsync<TableStoreException>(() => database.WriteAsync(
            transaction => Put(transaction, "second", []), CancellationToken.None));

        Assert.Equal(TableFault.Denied, exception.Fault);
        Assert.Contains("write access", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_says_what_to_do()
    {
        await _storage.DisposeAsync();
        System.IO.File.WriteAllText(File, new string('x', 10_000));
        Reopen();

        await AssertFaultAsync(TableFault.Unavailable, "damaged");
        var exception = await Assert.ThrowsAsync<TableStoreException>(() => IsStoredAsync("first"));
        Assert.Contains("--reset", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x'63'")]
    [InlineData("x''")]
    [InlineData("x'0101'")]
    [InlineData("x'0101FFFF61'")]
    [InlineData("x'010101006105000000'")]
    [InlineData("x'0107010061FFFFFFFFFFFFFF7F'")]
    [InlineData("x'0101010061FFFFFFFF'")]
    public async Task A_row_in_an_unknown_form_is_reported_as_damage(string stored)
    {
        using var other = Connect();
        Execute(other, $"UPDATE things SET properties = {stored}");

        var exception = await Assert.ThrowsAsync<TableStoreException>(() => IsStoredAsync("first"));

        Assert.Equal(TableFault.Unavailable, exception.Fault);
        Assert.Contains("p/first", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_can_not_be_read_fails_its_own_change_and_no_other()
    {
        using var other = Connect();
        Execute(other, "UPDATE things SET properties = x'0101'");
        await using var database = SqliteDatabase.InFile(File, new StoreClock(new ManualClock()));
        var entity = new TableEntity("p", "first") { ["a"] = 1 };

        var change = database.WriteAsync(transaction => new RowWrite(TableWrite.UpsertMerge(entity)).Decide(transaction.Session.Table("things")), CancellationToken.None);
        var neighbour = database.WriteAsync(transaction => new RowWrite(TableWrite.Upsert(new TableEntity("p", "second"))).Apply(transaction.Session.Table("things"), transaction), CancellationToken.None);

        var exception = await Assert.ThrowsAsync<TableStoreException>(() => change);
        await neighbour;
        Assert.Equal(TableFault.Unavailable, exception.Fault);
        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
        Assert.True(await IsStoredAsync("second"));
    }

    [Fact]
    public async Task A_database_of_a_newer_format_is_left_alone()
    {
        await _storage.DisposeAsync();
        using (var other = Connect())
        {
            Execute(other, "PRAGMA user_version = 99");
        }

        Reopen();

        await AssertFaultAsync(TableFault.Unavailable, "newer Tollgate");
    }

    [Fact]
    public async Task A_folder_that_vanished_makes_the_tables_unavailable()
    {
        await _storage.DisposeAsync();
        Reopen();
        Directory.Delete(_folder.File("tables"), recursive: true);

        await AssertFaultAsync(TableFault.Unavailable, "can't be opened");
    }

    [Fact]
    public async Task A_closed_storage_refuses_reads_and_writes()
    {
        await _storage.DisposeAsync();

        await AssertFaultAsync(TableFault.Unavailable, "closed");
        await Assert.ThrowsAsync<TableStoreException>(() => IsStoredAsync("first"));
    }

    private static bool Put(WriterTransaction transaction, string row, byte[] properties)
    {
        transaction.Session.Table("things").Put(
            KeyCodec.Encode("p"), KeyCodec.Encode(row), new StoredRow(transaction.NextVersion(), transaction.Time.UtcTicks, properties));
        return true;
    }

    private static bool Execute(WriterTransaction transaction, string sql)
    {
        transaction.Session.Execute(sql);
        return true;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Reopen()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, new ManualClock());
        _tables = _storage.TablesFor(Modules.Writing(Table));
    }

    private Task PutAsync(string row) =>
        _tables.WriteAsync(Table, TableWrite.Upsert(new TableEntity("p", row)), CancellationToken.None).AsTask();

    private async Task<bool> IsStoredAsync(string row) =>
        (await _tables.ReadAsync(Table, new TableKey("p", row), CancellationToken.None)).Entity is not null;

    private async Task<TableStoreException> AssertFaultAsync(TableFault fault, string words)
    {
        var exception = await Assert.ThrowsAsync<TableStoreException>(() => PutAsync("refused"));
        Assert.Equal(fault, exception.Fault);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        return exception;
    }
}
