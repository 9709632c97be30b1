using Azure;
using Tollgate.Hosting.Azure.Tables;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;
using AzureEntity = Azure.Data.Tables.TableEntity;

namespace Tollgate.Hosting.Azure.Tests.Tables;

public sealed class QueryTests
{
    private readonly ScriptedTable _table = new();
    private readonly AzureTableStore _store;

    public QueryTests()
    {
        var module = new ModuleInfo("test", [new TableInfo("Rows", StorageHome.Own, StorageAccess.Read)], []);
        _store = new AzureTableStore(new DeclaredTables<TableBinding>(module, _ => new TableBinding(_table, new StoreClock(new ManualClock()))));
    }

    [Fact]
    public async Task A_range_becomes_a_filter_of_its_bounds()
    {
        Assert.Null(await FilterOf(TableQuery.Partitions(null, null)));
        Assert.Equal("PartitionKey eq 'p'", await FilterOf(TableQuery.InPartition("p")));
        Assert.Equal("PartitionKey eq 'p' and RowKey ge 'a' and RowKey lt 'b'", await FilterOf(TableQuery.Rows("p", "a", "b")));
        Assert.Equal("PartitionKey eq 'p' and RowKey lt 'b'", await FilterOf(TableQuery.Rows("p", null, "b")));
        Assert.Equal("PartitionKey ge 'a' and PartitionKey lt 'c'", await FilterOf(TableQuery.Partitions("a", "c")));
    }

    [Fact]
    public async Task A_key_cannot_break_out_of_its_quotes() =>
        Assert.Equal("PartitionKey eq 'x'' or ''a'' eq ''a'", await FilterOf(TableQuery.InPartition("x' or 'a' eq 'a")));

    [Fact]
    public async Task Pages_go_on_where_the_one_before_ended_even_if_it_was_empty()
    {
        _table.Pages =
        [
            Page<AzureEntity>.FromValues([new AzureEntity("p", "1")], "p 2", Answer.Ok),
            Page<AzureEntity>.FromValues([], "p 3", Answer.Ok),
            Page<AzureEntity>.FromValues([new AzureEntity("p", "3")], null, Answer.Ok),
        ];

        var query = TableQuery.InPartition("p");
        var first = await _store.QueryAsync("Rows", query, CancellationToken.None);
        var second = await _store.QueryAsync("Rows", query with { Continuation = first.Continuation }, CancellationToken.None);
        var third = await _store.QueryAsync("Rows", query with { Continuation = second.Continuation }, CancellationToken.None);

        Assert.Equal(["1", "", "3"], new[] { first, second, third }.Select(page => page.Entities.SingleOrDefault()?.Key.Row ?? ""));
        Assert.Null(third.Continuation);
        Assert.Equal(Answer.Date, third.StoreTime);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("p 2")]
    [InlineData("AAECAwQFBgcICQ")]
    public async Task A_continuation_that_the_store_never_gave_is_invalid(string continuation)
    {
        var query = TableQuery.InPartition("p") with { Continuation = continuation };

        var exception = await Assert.ThrowsAsync<TableStoreException>(async () => await _store.QueryAsync("Rows", query, CancellationToken.None));

        Assert.Equal(TableFault.Invalid, exception.Fault);
    }

    [Fact]
    public async Task A_continuation_belongs_to_its_query()
    {
        _table.Pages = [Page<AzureEntity>.FromValues([], "p 2", Answer.Ok)];
        var page = await _store.QueryAsync("Rows", TableQuery.InPartition("p"), CancellationToken.None);

        TableQuery[] others = [TableQuery.InPartition("q"), TableQuery.Rows("p", "", null), TableQuery.Partitions("p", null)];
        foreach (var other in others)
        {
            var query = other with { Continuation = page.Continuation };

            await Assert.ThrowsAsync<TableStoreException>(async () => await _store.QueryAsync("Rows", query, CancellationToken.None));
        }
    }

    private async Task<string?> FilterOf(TableQuery query)
    {
        await _store.QueryAsync("Rows", query, CancellationToken.None);
        return _table.Filter;
    }
}
