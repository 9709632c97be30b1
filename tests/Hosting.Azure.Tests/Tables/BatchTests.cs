using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Tollgate.Hosting.Azure.Tables;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;
using AzureTag = Azure.ETag;
using ETag = Tollgate.Platform.Tables.ETag;
using TableEntity = Tollgate.Platform.Tables.TableEntity;

namespace Tollgate.Hosting.Azure.Tests.Tables;

public sealed class BatchTests
{
    private readonly ScriptedTable _table = new();
    private readonly ManualClock _time = new(Answer.Date);
    private readonly AzureTableStore _store;

    public BatchTests()
    {
        var module = new ModuleInfo("test", [new TableInfo("Rows", StorageHome.Own, StorageAccess.Write)], []);
        _store = new AzureTableStore(new DeclaredTables<TableBinding>(module, _ => new TableBinding(_table, new StoreClock(_time))));
    }

    private static TableWrite[] Writes { get; } =
    [
        TableWrite.Insert(new TableEntity("p", "0")),
        TableWrite.Upsert(new TableEntity("p", "1")),
        TableWrite.UpsertMerge(new TableEntity("p", "2")),
        TableWrite.Replace(new TableEntity("p", "3"), new ETag("W/\"3\"")),
        TableWrite.Merge(new TableEntity("p", "4"), ETag.Any),
        TableWrite.Delete(new TableKey("p", "5"), new ETag("W/\"5\"")),
    ];

    [Fact]
    public async Task Every_conditional_action_carries_its_version_and_no_other_does()
    {
        await _store.WriteBatchAsync("Rows", Writes, CancellationToken.None);

        (TableTransactionActionType, AzureTag)[] expected =
        [
            (TableTransactionActionType.Add, default),
            (TableTransactionActionType.UpsertReplace, default),
            (TableTransactionActionType.UpsertMerge, default),
            (TableTransactionActionType.UpdateReplace, new AzureTag("W/\"3\"")),
            (TableTransactionActionType.UpdateMerge, AzureTag.All),
            (TableTransactionActionType.Delete, new AzureTag("W/\"5\"")),
        ];
        Assert.Equal(expected, _table.Actions.Select(action => (action.ActionType, action.ETag)));
    }

    [Fact]
    public async Task A_batch_gives_every_row_but_a_deleted_one_its_new_version()
    {
        var result = await _store.WriteBatchAsync("Rows", Writes, CancellationToken.None);

        var versions = Enumerable.Range(0, 5).Select(i => new ETag($"W/\"{i}\"")).Append(default);
        Assert.Equal(versions, result.ETags);
        Assert.Equal((TableError.None, -1, Answer.Date), (result.Error, result.FailedIndex, result.StoreTime));
    }

    [Theory]
    [InlineData(0, 409, "EntityAlreadyExists", TableError.AlreadyExists)]
    [InlineData(3, 412, "UpdateConditionNotSatisfied", TableError.PreconditionFailed)]
    [InlineData(4, 404, "ResourceNotFound", TableError.NotFound)]
    [InlineData(5, 404, "ResourceNotFound", TableError.NotFound)]
    public async Task A_batch_that_fails_in_the_middle_names_the_write(int index, int status, string code, TableError error)
    {
        _table.Next = () => throw Failure(index, status, code);

        var result = await _store.WriteBatchAsync("Rows", Writes, CancellationToken.None);

        Assert.Equal((error, index), (result.Error, result.FailedIndex));
        Assert.Empty(result.ETags);
    }

    [Theory]
    [InlineData(409, 0)]
    [InlineData(412, 3)]
    [InlineData(404, 3)]
    public async Task Where_the_service_names_no_write_it_is_the_first_that_can_be_refused_so(int status, int index)
    {
        _table.Next = () => throw Failure(null, status, null);

        var result = await _store.WriteBatchAsync("Rows", Writes, CancellationToken.None);

        Assert.Equal(index, result.FailedIndex);
    }

    [Theory]
    [InlineData(1, 412, "UpdateConditionNotSatisfied", TableFault.Unavailable)]
    [InlineData(0, 404, "TableNotFound", TableFault.TableMissing)]
    [InlineData(3, 404, "TableNotFound", TableFault.TableMissing)]
    [InlineData(2, 400, "InvalidDuplicateRow", TableFault.Invalid)]
    [InlineData(0, 503, "ServerBusy", TableFault.Throttled)]
    public async Task What_no_caller_can_handle_is_a_fault(int index, int status, string code, TableFault fault)
    {
        _table.Next = () => throw Failure(index, status, code);

        var exception = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.WriteBatchAsync("Rows", Writes, CancellationToken.None));

        Assert.Equal(fault, exception.Fault);
    }

    [Fact]
    public async Task A_refused_batch_has_no_headers_and_takes_the_time_of_the_answer_before()
    {
        await _store.WriteBatchAsync("Rows", Writes, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(3));
        _table.Next = () => throw Failure(0, 409, "EntityAlreadyExists");

        var result = await _store.WriteBatchAsync("Rows", Writes, CancellationToken.None);

        Assert.Equal(Answer.Date.AddSeconds(3), result.StoreTime);
    }

    private static TableTransactionFailedException Failure(int? index, int status, string? code)
    {
        var failure = new RequestFailedException(status, "refused", code, null);
        failure.Data["FailedEntity"] = index?.ToString(CultureInfo.InvariantCulture);
        return new TableTransactionFailedException(failure);
    }
}
