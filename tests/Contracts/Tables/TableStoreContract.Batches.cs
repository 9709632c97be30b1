using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

public abstract partial class TableStoreContract
{
    [Fact]
    public async Task A_batch_makes_all_its_writes_and_gives_each_row_its_version()
    {
        await PutAsync(new TableEntity("p", "gone"));
        await PutAsync(new TableEntity("p", "merged") { { "A", 1 } });

        var result = await BatchAsync(
            TableWrite.Insert(new TableEntity("p", "new")),
            TableWrite.Delete(new TableKey("p", "gone"), ETag.Any),
            TableWrite.Merge(new TableEntity("p", "merged") { { "B", 2 } }, ETag.Any));

        var merged = await GetRequiredAsync("p", "merged");
        Assert.True(result.Succeeded);
        Assert.Equal(-1, result.FailedIndex);
        Assert.Equal([(await GetRequiredAsync("p", "new")).ETag, default, merged.ETag], result.ETags);
        Assert.Null(await GetAsync("p", "gone"));
        Assert.Equal([1, 2], new[] { merged["A"], merged["B"] });
    }

    [Fact]
    public async Task A_batch_with_a_stale_version_writes_nothing()
    {
        var stale = await PutAsync(new TableEntity("p", "b") { { "A", 1 } });
        await PutAsync(new TableEntity("p", "b") { { "A", 2 } });

        var result = await BatchAsync(
            TableWrite.Insert(new TableEntity("p", "a")),
            TableWrite.Replace(new TableEntity("p", "b") { { "A", 3 } }, stale),
            TableWrite.Upsert(new TableEntity("p", "c")));

        Assert.Equal(TableError.PreconditionFailed, result.Error);
        Assert.Equal(1, result.FailedIndex);
        Assert.Empty(result.ETags);
        Assert.Equal(["b"], await RowsAsync(TableQuery.InPartition("p")));
        Assert.Equal(2, (await GetRequiredAsync("p", "b"))["A"]);
    }

    [Fact]
    public async Task A_batch_with_an_insert_over_a_row_writes_nothing()
    {
        await PutAsync(new TableEntity("p", "b"));

        var result = await BatchAsync(TableWrite.Upsert(new TableEntity("p", "a")), TableWrite.Insert(new TableEntity("p", "b")));

        Assert.Equal((TableError.AlreadyExists, 1), (result.Error, result.FailedIndex));
        Assert.Null(await GetAsync("p", "a"));
    }

    [Fact]
    public async Task A_batch_that_deletes_a_missing_row_writes_nothing()
    {
        var result = await BatchAsync(
            TableWrite.Upsert(new TableEntity("p", "a")), TableWrite.Upsert(new TableEntity("p", "b")), TableWrite.Delete(new TableKey("p", "c"), ETag.Any));

        Assert.Equal((TableError.NotFound, 2), (result.Error, result.FailedIndex));
        Assert.Empty(await RowsAsync(TableQuery.InPartition("p")));
    }

    [Fact]
    public async Task A_batch_of_a_hundred_writes_is_made()
    {
        var result = await BatchAsync([.. Enumerable.Range(0, 100).Select(i => TableWrite.Insert(new TableEntity("p", $"{i:d3}")))]);

        Assert.True(result.Succeeded);
        Assert.Equal(100, result.ETags.Distinct().Count());
        Assert.Equal(100, (await RowsAsync(TableQuery.InPartition("p"))).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task A_batch_of_none_or_more_than_a_hundred_writes_is_invalid(int count)
    {
        var writes = Enumerable.Range(0, count).Select(i => TableWrite.Insert(new TableEntity("p", $"{i}"))).ToArray();

        await AssertFaultAsync(TableFault.Invalid, () => BatchAsync(writes));

        Assert.Empty(await RowsAsync(TableQuery.InPartition("p")));
    }

    [Fact]
    public async Task A_batch_across_partitions_is_invalid_and_writes_nothing()
    {
        await AssertFaultAsync(
            TableFault.Invalid, () => BatchAsync(TableWrite.Upsert(new TableEntity("p", "a")), TableWrite.Upsert(new TableEntity("q", "a"))));

        Assert.Empty(await RowsAsync(TableQuery.Partitions(null, null)));
    }

    [Fact]
    public async Task A_batch_that_writes_a_row_twice_is_invalid_and_writes_nothing()
    {
        await AssertFaultAsync(
            TableFault.Invalid, () => BatchAsync(TableWrite.Upsert(new TableEntity("p", "a")), TableWrite.Delete(new TableKey("p", "a"), ETag.Any)));

        Assert.Empty(await RowsAsync(TableQuery.InPartition("p")));
    }

    [Fact]
    public async Task A_batch_larger_than_four_mebibytes_is_invalid_and_writes_nothing()
    {
        var part = new byte[TableLimits.MaxBinaryBytes];
        var writes = Enumerable.Range(0, 50).Select(i => TableWrite.Upsert(new TableEntity("p", $"{i}") { { "A", part } })).ToArray();

        await AssertFaultAsync(TableFault.Invalid, () => BatchAsync(writes));
        Assert.Empty(await RowsAsync(TableQuery.InPartition("p")));

        Assert.True((await BatchAsync(writes[..40])).Succeeded);
    }

    [Fact]
    public async Task Batches_that_race_on_one_row_are_each_made_whole_or_not_at_all()
    {
        await PutAsync(new TableEntity("p", "head") { { "N", 0 } });

        var winners = await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => Task.Run(async () =>
        {
            var head = await GetRequiredAsync("p", "head");
            var result = await BatchAsync(
                TableWrite.Insert(new TableEntity("p", $"{writer}-first")),
                TableWrite.Replace(new TableEntity("p", "head") { { "N", writer } }, head.ETag),
                TableWrite.Insert(new TableEntity("p", $"{writer}-last")));
            return result.Succeeded ? writer : 0;
        })));

        var expected = winners.Where(writer => writer > 0).SelectMany(writer => new[] { $"{writer}-first", $"{writer}-last" });
        Assert.Equal(expected.Append("head").Order(StringComparer.Ordinal), await RowsAsync(TableQuery.InPartition("p")));
    }
}
