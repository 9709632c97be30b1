using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

public abstract partial class TableStoreContract
{
    private static readonly ETag Foreign = new("W/\"ffffffffffff\"");

    [Fact]
    public async Task A_row_that_was_never_written_reads_as_nothing()
    {
        var read = await Store.ReadAsync(Table, new TableKey("p", "r"), CancellationToken.None);

        Assert.Null(read.Entity);
    }

    [Fact]
    public async Task An_inserted_row_reads_back_with_its_version()
    {
        var written = await Store.WriteAsync(Table, TableWrite.Insert(new TableEntity("p", "r") { { "A", 1 } }), CancellationToken.None);

        var stored = await GetRequiredAsync("p", "r");
        Assert.True(written.Succeeded);
        Assert.Equal(new TableKey("p", "r"), stored.Key);
        Assert.Equal(1, stored["A"]);
        Assert.Equal(written.ETag, stored.ETag);
        Assert.NotNull(written.ETag.Value);
    }

    [Fact]
    public async Task An_insert_over_a_row_is_refused_and_changes_nothing()
    {
        var version = await PutAsync(new TableEntity("p", "r") { { "A", 1 } });

        var result = await Store.WriteAsync(Table, TableWrite.Insert(new TableEntity("p", "r") { { "A", 2 } }), CancellationToken.None);

        var stored = await GetRequiredAsync("p", "r");
        Assert.Equal(TableError.AlreadyExists, result.Error);
        Assert.Equal(default, result.ETag);
        Assert.Equal(1, stored["A"]);
        Assert.Equal(version, stored.ETag);
    }

    [Fact]
    public async Task An_upsert_creates_a_row_and_replaces_it_whole()
    {
        await PutAsync(new TableEntity("p", "r") { { "A", 1 }, { "B", 2 } });
        await PutAsync(new TableEntity("p", "r") { { "B", 3 } });

        var stored = await GetRequiredAsync("p", "r");
        Assert.Null(stored["A"]);
        Assert.Equal(3, stored["B"]);
    }

    [Fact]
    public async Task An_upsert_merge_creates_a_row_and_keeps_what_it_does_not_name()
    {
        await WriteAsync(TableWrite.UpsertMerge(new TableEntity("p", "r") { { "A", 1 }, { "B", 2 } }));
        await WriteAsync(TableWrite.UpsertMerge(new TableEntity("p", "r") { { "B", "two" }, { "C", 3 } }));

        var stored = await GetRequiredAsync("p", "r");
        Assert.Equal(1, stored["A"]);
        Assert.Equal("two", stored["B"]);
        Assert.Equal(3, stored["C"]);
    }

    [Fact]
    public async Task A_replace_with_the_stored_version_replaces_the_row_whole()
    {
        var version = await PutAsync(new TableEntity("p", "r") { { "A", 1 }, { "B", 2 } });

        var error = await WriteAsync(TableWrite.Replace(new TableEntity("p", "r") { { "B", 3 } }, version));

        var stored = await GetRequiredAsync("p", "r");
        Assert.Equal(TableError.None, error);
        Assert.Null(stored["A"]);
        Assert.Equal(3, stored["B"]);
    }

    [Fact]
    public async Task A_merge_with_the_stored_version_keeps_what_it_does_not_name()
    {
        var version = await PutAsync(new TableEntity("p", "r") { { "A", 1 }, { "B", 2 } });

        var error = await WriteAsync(TableWrite.Merge(new TableEntity("p", "r") { { "B", 3 } }, version));

        var stored = await GetRequiredAsync("p", "r");
        Assert.Equal(TableError.None, error);
        Assert.Equal(1, stored["A"]);
        Assert.Equal(3, stored["B"]);
    }

    [Fact]
    public async Task A_delete_with_the_stored_version_removes_the_row()
    {
        var version = await PutAsync(new TableEntity("p", "r"));

        var result = await Store.WriteAsync(Table, TableWrite.Delete(new TableKey("p", "r"), version), CancellationToken.None);

        Assert.True(result.Succeeded);
        Assert.Equal(default, result.ETag);
        Assert.Null(await GetAsync("p", "r"));
    }

    [Theory]
    [InlineData(TableWriteKind.Replace)]
    [InlineData(TableWriteKind.Merge)]
    [InlineData(TableWriteKind.Delete)]
    public async Task A_conditional_write_with_an_old_version_is_refused_and_changes_nothing(TableWriteKind kind)
    {
        var old = await PutAsync(new TableEntity("p", "r") { { "A", 1 } });
        var current = await PutAsync(new TableEntity("p", "r") { { "A", 2 } });

        var error = await WriteAsync(Conditional(kind, old));

        var stored = await GetRequiredAsync("p", "r");
        Assert.Equal(TableError.PreconditionFailed, error);
        Assert.Equal(current, stored.ETag);
        Assert.Equal(2, stored["A"]);
    }

    [Theory]
    [InlineData(TableWriteKind.Replace)]
    [InlineData(TableWriteKind.Merge)]
    [InlineData(TableWriteKind.Delete)]
    public async Task A_conditional_write_of_a_missing_row_finds_nothing(TableWriteKind kind)
    {
        Assert.Equal(TableError.NotFound, await WriteAsync(Conditional(kind, Foreign)));
        Assert.Equal(TableError.NotFound, await WriteAsync(Conditional(kind, ETag.Any)));
        Assert.Null(await GetAsync("p", "r"));
    }

    [Theory]
    [InlineData(TableWriteKind.Replace)]
    [InlineData(TableWriteKind.Merge)]
    [InlineData(TableWriteKind.Delete)]
    public async Task A_conditional_write_on_any_version_is_made(TableWriteKind kind)
    {
        await PutAsync(new TableEntity("p", "r") { { "A", 1 } });

        Assert.Equal(TableError.None, await WriteAsync(Conditional(kind, ETag.Any)));
    }

    [Fact]
    public async Task Every_write_gives_the_row_a_new_version()
    {
        var versions = new List<ETag>
        {
            await PutAsync(new TableEntity("p", "r") { { "A", 1 } }),
            await PutAsync(new TableEntity("p", "r") { { "A", 1 } }),
        };
        foreach (var write in new[]
        {
            TableWrite.UpsertMerge(new TableEntity("p", "r")),
            TableWrite.Replace(new TableEntity("p", "r"), ETag.Any),
            TableWrite.Merge(new TableEntity("p", "r"), ETag.Any),
        })
        {
            versions.Add((await Store.WriteAsync(Table, write, CancellationToken.None)).ETag);
        }

        Assert.Equal(versions.Count, versions.Distinct().Count());
        Assert.Equal(versions[^1], (await GetRequiredAsync("p", "r")).ETag);
    }

    [Fact]
    public async Task A_version_does_not_return_after_a_delete_and_an_insert()
    {
        var before = await PutAsync(new TableEntity("p", "r") { { "A", 1 } });
        await WriteAsync(TableWrite.Delete(new TableKey("p", "r"), ETag.Any));
        await WriteAsync(TableWrite.Insert(new TableEntity("p", "r") { { "A", 1 } }));

        var error = await WriteAsync(TableWrite.Replace(new TableEntity("p", "r"), before));

        Assert.Equal(TableError.PreconditionFailed, error);
    }

    [Fact]
    public async Task Rows_with_equal_row_keys_in_two_partitions_are_two_rows()
    {
        await PutAsync(new TableEntity("p", "r") { { "A", 1 } });
        await PutAsync(new TableEntity("q", "r") { { "A", 2 } });
        await WriteAsync(TableWrite.Delete(new TableKey("p", "r"), ETag.Any));

        Assert.Null(await GetAsync("p", "r"));
        Assert.Equal(2, (await GetRequiredAsync("q", "r"))["A"]);
    }

    [Fact]
    public async Task Keys_differ_by_case_and_table_names_do_not()
    {
        await PutAsync(new TableEntity("p", "r"));

        Assert.Null(await GetAsync("p", "R"));
        Assert.Null(await GetAsync("P", "r"));
        Assert.NotNull((await Store.ReadAsync(Table.ToUpperInvariant(), new TableKey("p", "r"), CancellationToken.None)).Entity);
    }

    [Fact]
    public async Task Writers_that_race_on_one_row_lose_no_update()
    {
        const int Writers = 8;
        const int Increments = 25;
        await PutAsync(new TableEntity("p", "counter") { { "N", 0 } });

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < Increments;)
            {
                var current = await GetRequiredAsync("p", "counter");
                var next = new TableEntity("p", "counter") { { "N", current.GetInt32("N") + 1 } };
                done += await WriteAsync(TableWrite.Replace(next, current.ETag)) is TableError.None ? 1 : 0;
            }
        })));

        Assert.Equal(Writers * Increments, (await GetRequiredAsync("p", "counter"))["N"]);
    }

    [Fact]
    public async Task One_of_many_simultaneous_inserts_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(() => WriteAsync(TableWrite.Insert(new TableEntity("p", "r") { { "A", i } })))));

        Assert.Single(results, TableError.None);
        Assert.Equal(15, results.Count(error => error is TableError.AlreadyExists));
    }

    [Fact]
    public async Task A_write_that_was_cancelled_before_it_began_is_not_made()
    {
        var write = TableWrite.Insert(new TableEntity("p", "r"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.WriteAsync(Table, write, new CancellationToken(canceled: true)));

        Assert.Null(await GetAsync("p", "r"));
    }

    private static TableWrite Conditional(TableWriteKind kind, ETag version)
    {
        var entity = new TableEntity("p", "r") { { "A", 9 } };
        return kind switch
        {
            TableWriteKind.Replace => TableWrite.Replace(entity, version),
            TableWriteKind.Merge => TableWrite.Merge(entity, version),
            _ => TableWrite.Delete(entity.Key, version),
        };
    }
}
