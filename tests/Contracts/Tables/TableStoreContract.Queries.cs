using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

public abstract partial class TableStoreContract
{
    [Fact]
    public async Task A_partition_reads_in_the_order_of_its_row_keys()
    {
        await PutRowsAsync("p", "b", "", "a", "aa", "B", "10", "9", "~");
        await PutRowsAsync("q", "c");

        Assert.Equal(["", "10", "9", "B", "a", "aa", "b", "~"], await RowsAsync(TableQuery.InPartition("p")));
    }

    [Fact]
    public async Task Keys_sort_by_utf16_code_unit_not_by_code_point()
    {
        await PutRowsAsync("p", "\ue000", "\U0001F600", "\uffee", "z", "\u00e9", "e\u0301");

        Assert.Equal(["e\u0301", "z", "\u00e9", "\U0001F600", "\ue000", "\uffee"], await RowsAsync(TableQuery.InPartition("p")));
    }

    [Fact]
    public async Task A_range_of_rows_includes_its_beginning_and_excludes_its_end()
    {
        await PutRowsAsync("p", "a", "b", "c", "d");

        Assert.Equal(["b", "c"], await RowsAsync(TableQuery.Rows("p", "b", "d")));
        Assert.Equal(["c", "d"], await RowsAsync(TableQuery.Rows("p", "c", null)));
        Assert.Equal(["a", "b"], await RowsAsync(TableQuery.Rows("p", null, "c")));
        Assert.Empty(await RowsAsync(TableQuery.Rows("p", "b", "b")));
        Assert.Empty(await RowsAsync(TableQuery.Rows("p", "d", "a")));
    }

    [Theory]
    [InlineData("a|")]
    [InlineData("a~")]
    [InlineData("")]
    [InlineData("\U0001F600")]
    public async Task A_prefix_finds_what_starts_with_it_and_nothing_else(string prefix)
    {
        string[] rows = ["a", "a|", "a|1", "a|\uffee", "a}", "a~", "a~x", "b", "\U0001F600", "\U0001F600x", "\U0001F601", "\ue000"];
        await PutRowsAsync("p", rows);

        var found = await RowsAsync(TableQuery.RowsWithPrefix("p", prefix));

        Assert.Equal(rows.Where(row => row.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task A_range_of_partitions_reads_partition_by_partition()
    {
        await PutRowsAsync("a", "2");
        await PutRowsAsync("b", "2", "1");
        await PutRowsAsync("c", "0");
        await PutRowsAsync("", "9");

        Assert.Equal(["9", "2", "1", "2", "0"], await RowsAsync(TableQuery.Partitions(null, null)));
        Assert.Equal(["2", "1", "2"], await RowsAsync(TableQuery.Partitions("a", "c")));
        Assert.Equal(["1", "2", "0"], await RowsAsync(TableQuery.Partitions("b", null)));
        Assert.Equal(["9", "2"], await RowsAsync(TableQuery.Partitions(null, "b")));
    }

    [Fact]
    public async Task An_empty_partition_is_one_empty_page()
    {
        var page = await Store.QueryAsync(Table, TableQuery.InPartition("p"), CancellationToken.None);

        Assert.Empty(page.Entities);
        Assert.Null(page.Continuation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Pages_hold_no_more_than_their_size_and_all_rows_once(int size)
    {
        var rows = Enumerable.Range(0, 7).Select(i => $"{i}").ToArray();
        await PutRowsAsync("p", rows);

        var pages = await PagesAsync(TableQuery.InPartition("p") with { PageSize = size });

        Assert.All(pages, page => Assert.True(page.Length <= size));
        Assert.Equal(rows, pages.SelectMany(page => page));
    }

    [Fact]
    public async Task Pages_go_on_across_partitions()
    {
        await PutRowsAsync("a", "1", "2");
        await PutRowsAsync("b", "1", "2");

        var pages = await PagesAsync(TableQuery.Partitions("a", "c") with { PageSize = 3 });

        Assert.Equal(["1", "2", "1", "2"], pages.SelectMany(page => page));
    }

    [Fact]
    public async Task Rows_that_come_and_go_between_two_pages_disturb_no_other()
    {
        await PutRowsAsync("p", "b", "d", "f", "h");
        var first = await Store.QueryAsync(Table, TableQuery.InPartition("p") with { PageSize = 2 }, CancellationToken.None);

        await PutRowsAsync("p", "a", "c", "e", "i");
        await WriteAsync(TableWrite.Delete(new TableKey("p", "d"), ETag.Any));
        await WriteAsync(TableWrite.Delete(new TableKey("p", "f"), ETag.Any));

        Assert.Equal(["b", "d"], first.Entities.Select(entity => entity.Key.Row));
        Assert.Equal(["e", "h", "i"], await RowsAsync(TableQuery.InPartition("p") with { Continuation = first.Continuation }));
    }

    [Fact]
    public async Task A_page_of_large_rows_ends_early_and_the_next_one_goes_on()
    {
        for (var i = 0; i < 12; i++)
        {
            var row = new TableEntity("p", $"{i:d2}");
            for (var part = 0; part < 15; part++)
            {
                row[$"Part{part}"] = new byte[TableLimits.MaxBinaryBytes];
            }

            await PutAsync(row);
        }

        var pages = await PagesAsync(TableQuery.InPartition("p"));

        Assert.True(pages.Count > 1);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i:d2}"), pages.SelectMany(page => page));
    }

    [Fact]
    public async Task A_thousand_and_one_rows_take_two_pages()
    {
        foreach (var batch in Enumerable.Range(0, 1001).Select(i => TableWrite.Insert(new TableEntity("p", $"{i:d4}"))).Chunk(100))
        {
            Assert.True((await BatchAsync(batch)).Succeeded);
        }

        var pages = await PagesAsync(TableQuery.InPartition("p"));

        Assert.Equal([1000, 1], pages.Select(page => page.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_size_out_of_range_is_invalid(int size)
    {
        var query = TableQuery.InPartition("p") with { PageSize = size };

        await AssertFaultAsync(TableFault.Invalid, async () => await Store.QueryAsync(Table, query, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("AAECAwQFBgcICQ")]
    public async Task A_continuation_that_the_store_never_gave_is_invalid(string continuation)
    {
        var query = TableQuery.InPartition("p") with { Continuation = continuation };

        await AssertFaultAsync(TableFault.Invalid, async () => await Store.QueryAsync(Table, query, CancellationToken.None));
    }

    [Fact]
    public async Task A_continuation_of_another_partition_opens_no_rows_of_it()
    {
        await PutRowsAsync("p", "1", "2");
        await PutRowsAsync("q", "1", "2");
        var page = await Store.QueryAsync(Table, TableQuery.InPartition("p") with { PageSize = 1 }, CancellationToken.None);

        var query = TableQuery.InPartition("q") with { Continuation = page.Continuation };

        await AssertFaultAsync(TableFault.Invalid, async () => await Store.QueryAsync(Table, query, CancellationToken.None));
    }

    private async Task PutRowsAsync(string partition, params string[] rows)
    {
        foreach (var row in rows)
        {
            await PutAsync(new TableEntity(partition, row));
        }
    }

    private async Task<List<string[]>> PagesAsync(TableQuery query)
    {
        var pages = new List<string[]>();
        do
        {
            var page = await Store.QueryAsync(Table, query, CancellationToken.None);
            pages.Add([.. page.Entities.Select(entity => entity.Key.Row)]);
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        return pages;
    }
}
