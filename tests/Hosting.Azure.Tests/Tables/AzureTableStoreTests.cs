using Azure;
using Azure.Identity;
using Tollgate.Hosting.Azure.Tables;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;
using AzureEntity = Azure.Data.Tables.TableEntity;
using ETag = Tollgate.Platform.Tables.ETag;
using TableEntity = Tollgate.Platform.Tables.TableEntity;

namespace Tollgate.Hosting.Azure.Tests.Tables;

public sealed class AzureTableStoreTests
{
    private static readonly TableEntity Row = new("p", "r") { { "A", 1 } };
    private static readonly ETag Version = new("W/\"7\"");

    private readonly ScriptedTable _table = new();
    private readonly AzureTableStore _store;

    public AzureTableStoreTests()
    {
        var clock = new StoreClock(new ManualClock());
        var module = new ModuleInfo("test", [new TableInfo("Rows", StorageHome.Own, StorageAccess.Write), new TableInfo("Shared", StorageHome.Platform, StorageAccess.Read)], []);
        _store = new AzureTableStore(new DeclaredTables<TableBinding>(module, _ => new TableBinding(_table, clock)));
    }

    public static TheoryData<TableWriteKind, int, string, TableError> Refusals { get; } = new()
    {
        { TableWriteKind.Insert, 409, "EntityAlreadyExists", TableError.AlreadyExists },
        { TableWriteKind.Replace, 412, "UpdateConditionNotSatisfied", TableError.PreconditionFailed },
        { TableWriteKind.Merge, 412, "UpdateConditionNotSatisfied", TableError.PreconditionFailed },
        { TableWriteKind.Delete, 412, "UpdateConditionNotSatisfied", TableError.PreconditionFailed },
        { TableWriteKind.Replace, 404, "ResourceNotFound", TableError.NotFound },
        { TableWriteKind.Merge, 404, "ResourceNotFound", TableError.NotFound },
    };

    public static TheoryData<int, string, TableFault> Faults { get; } = new()
    {
        { 404, "TableNotFound", TableFault.TableMissing },
        { 409, "TableBeingDeleted", TableFault.TableMissing },
        { 409, "InvalidDuplicateRow", TableFault.Invalid },
        { 400, "InvalidDuplicateRow", TableFault.Invalid },
        { 400, "CommandsInBatchActOnDifferentPartitions", TableFault.Invalid },
        { 413, "RequestBodyTooLarge", TableFault.Invalid },
        { 401, "NoAuthenticationInformation", TableFault.Denied },
        { 403, "AuthorizationPermissionMismatch", TableFault.Denied },
        { 429, "TooManyRequests", TableFault.Throttled },
        { 503, "ServerBusy", TableFault.Throttled },
        { 500, "OperationTimedOut", TableFault.Unavailable },
        { 500, "InternalError", TableFault.Unavailable },
        { 408, "", TableFault.Unavailable },
    };

    [Theory]
    [InlineData(TableWriteKind.Insert, "add p/r")]
    [InlineData(TableWriteKind.Upsert, "upsert Replace p/r")]
    [InlineData(TableWriteKind.UpsertMerge, "upsert Merge p/r")]
    [InlineData(TableWriteKind.Replace, "update Replace p/r W/\"7\"")]
    [InlineData(TableWriteKind.Merge, "update Merge p/r W/\"7\"")]
    [InlineData(TableWriteKind.Delete, "delete p/r W/\"7\"")]
    public async Task A_write_asks_the_service_for_exactly_that(TableWriteKind kind, string asked)
    {
        var result = await _store.WriteAsync("Rows", Write(kind), CancellationToken.None);

        Assert.Equal(asked, _table.Asked);
        Assert.Equal(kind is TableWriteKind.Delete ? default : new ETag("W/\"1\""), result.ETag);
        Assert.Equal((TableError.None, Answer.Date), (result.Error, result.StoreTime));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_a_value(TableWriteKind kind, int status, string code, TableError error)
    {
        _table.Next = () => throw Answer.Error(status, code);

        var result = await _store.WriteAsync("Rows", Write(kind), CancellationToken.None);

        Assert.Equal(new TableWriteResult(error, default, Answer.Date), result);
    }

    [Fact]
    public async Task A_delete_that_the_library_lets_pass_found_no_row()
    {
        _table.Next = () => Answer.WithBody(404, """{"odata.error":{"code":"ResourceNotFound"}}""", ("Date", Answer.Date.ToString("R")));

        var result = await _store.WriteAsync("Rows", Write(TableWriteKind.Delete), CancellationToken.None);

        Assert.Equal(TableError.NotFound, result.Error);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_error_of_the_service_is_a_typed_fault_of_every_operation(int status, string code, TableFault fault)
    {
        _table.Next = () => throw Answer.Error(status, code, ("Retry-After", "7"));

        foreach (var operation in Operations())
        {
            var exception = await Assert.ThrowsAsync<TableStoreException>(operation);

            Assert.Equal((fault, TimeSpan.FromSeconds(7)), (exception.Fault, exception.RetryAfter));
            Assert.Contains("Rows", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wait_in_milliseconds_is_the_more_exact_one()
    {
        _table.Next = () => throw Answer.Error(503, "ServerBusy", ("Retry-After", "1"), ("x-ms-retry-after-ms", "250"));

        var exception = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.WriteAsync("Rows", Write(TableWriteKind.Insert), CancellationToken.None));

        Assert.Equal(TimeSpan.FromMilliseconds(250), exception.RetryAfter);
    }

    [Fact]
    public async Task A_missing_table_is_told_from_a_missing_row_where_the_library_throws_nothing()
    {
        _table.Next = () => Answer.WithBody(404, """{"odata.error":{"code":"TableNotFound"}}""");

        var read = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.ReadAsync("Rows", Row.Key, CancellationToken.None));
        var delete = await Assert.ThrowsAsync<TableStoreException>(
            async () => await _store.WriteAsync("Rows", Write(TableWriteKind.Delete), CancellationToken.None));

        Assert.Equal((TableFault.TableMissing, TableFault.TableMissing), (read.Fault, delete.Fault));
    }

    [Fact]
    public async Task Whatever_happens_on_the_way_to_the_service_is_unavailability()
    {
        Exception[] errors =
        [
            new RequestFailedException(0, "no route to host"),
            new AggregateException(new RequestFailedException(0, "first"), new RequestFailedException(0, "second")),
            new TaskCanceledException("the network timeout of the library"),
            new HttpRequestException("reset"),
            new IOException("broken"),
            new AuthenticationFailedException("the token endpoint failed"),
        ];
        foreach (var error in errors)
        {
            _table.Next = () => throw error;

            var exception = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.ReadAsync("Rows", Row.Key, CancellationToken.None));

            Assert.Equal(TableFault.Unavailable, exception.Fault);
        }
    }

    [Fact]
    public async Task An_app_without_an_identity_is_denied()
    {
        _table.Next = () => throw new CredentialUnavailableException("nobody is logged in");

        var exception = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.ReadAsync("Rows", Row.Key, CancellationToken.None));

        Assert.Equal(TableFault.Denied, exception.Fault);
    }

    [Fact]
    public async Task A_cancellation_by_the_caller_stays_one()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _store.ReadAsync("Rows", Row.Key, cancelled));
    }

    [Fact]
    public async Task A_row_reads_back_with_its_version_and_the_time_of_the_store()
    {
        _table.Stored = new AzureEntity("p", "r") { ["A"] = 1, ["odata.etag"] = "W/\"9\"" };

        var read = await _store.ReadAsync("Rows", Row.Key, CancellationToken.None);

        Assert.Equal((1, new ETag("W/\"9\""), Answer.Date), (read.Entity?.GetInt32("A"), read.Entity?.ETag, read.StoreTime));
    }

    [Fact]
    public async Task A_table_that_the_module_does_not_declare_is_missing_and_one_that_it_may_read_is_not_written()
    {
        var missing = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.ReadAsync("Others", Row.Key, CancellationToken.None));
        var denied = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.WriteAsync("Shared", Write(TableWriteKind.Insert), CancellationToken.None));

        Assert.Equal((TableFault.TableMissing, TableFault.Denied), (missing.Fault, denied.Fault));
        Assert.Null(_table.Asked);
    }

    [Fact]
    public async Task A_row_that_breaks_a_limit_is_never_sent()
    {
        var write = TableWrite.Insert(new TableEntity("p", "a/b"));

        var exception = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.WriteAsync("Rows", write, CancellationToken.None));

        Assert.Equal(TableFault.Invalid, exception.Fault);
        Assert.Null(_table.Asked);
    }

    private static TableWrite Write(TableWriteKind kind) => kind switch
    {
        TableWriteKind.Insert => TableWrite.Insert(Row),
        TableWriteKind.Upsert => TableWrite.Upsert(Row),
        TableWriteKind.UpsertMerge => TableWrite.UpsertMerge(Row),
        TableWriteKind.Replace => TableWrite.Replace(Row, Version),
        TableWriteKind.Merge => TableWrite.Merge(Row, Version),
        _ => TableWrite.Delete(Row.Key, Version),
    };

    private IEnumerable<Func<Task>> Operations() =>
    [
        async () => await _store.ReadAsync("Rows", Row.Key, CancellationToken.None),
        async () => await _store.QueryAsync("Rows", TableQuery.InPartition("p"), CancellationToken.None),
        async () => await _store.WriteAsync("Rows", Write(TableWriteKind.Upsert), CancellationToken.None),
        async () => await _store.WriteAsync("Rows", Write(TableWriteKind.Insert), CancellationToken.None),
        async () => await _store.WriteBatchAsync("Rows", [Write(TableWriteKind.Upsert)], CancellationToken.None),
    ];
}
