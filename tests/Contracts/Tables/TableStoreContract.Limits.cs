using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

public abstract partial class TableStoreContract
{
    public static TheoryData<string> ForbiddenKeys { get; } = new()
    {
        "a/b", "a\\b", "a#b", "a?b", "\0", "a\tb", "a\nb", "\u001f", "\u007f", "\u0080", "\u009f", new string('k', 513),
    };

    [Theory]
    [MemberData(nameof(ForbiddenKeys))]
    public Task A_key_that_table_storage_forbids_is_invalid_everywhere(string key) => AssertInvalidKeyAsync(key);

    [Fact]
    public async Task A_key_with_half_of_a_surrogate_pair_is_invalid_everywhere()
    {
        await AssertInvalidKeyAsync("\ud83d");
        await AssertInvalidKeyAsync("\ude00x");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("!\"$%&'()*+,-.:;<=>@[]^_`{|}~")]
    [InlineData("\u00a0\u20ac\U0001F600")]
    public async Task A_key_may_hold_everything_else(string key)
    {
        await PutAsync(new TableEntity(key, key) { { "A", 1 } });

        Assert.Equal(new TableKey(key, key), (await GetRequiredAsync(key, key)).Key);
        Assert.Equal([key], await RowsAsync(TableQuery.InPartition(key)));
    }

    [Fact]
    public async Task Keys_of_one_kibibyte_are_stored()
    {
        var key = new string('\u20ac', TableLimits.MaxKeyBytes / sizeof(char));

        await PutAsync(new TableEntity(key, key));

        Assert.NotNull(await GetAsync(key, key));
    }

    [Theory]
    [InlineData("PartitionKey")]
    [InlineData("RowKey")]
    [InlineData("Timestamp")]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData("a b")]
    public async Task A_property_name_that_table_storage_refuses_is_invalid(string name)
    {
        var exception = await AssertFaultAsync(TableFault.Invalid, () => PutAsync(new TableEntity("p", "r") { { name, 1 } }));

        Assert.Contains($"'{name}'", exception.Message, StringComparison.Ordinal);
        Assert.Null(await GetAsync("p", "r"));
    }

    [Fact]
    public async Task A_property_name_has_at_most_255_characters()
    {
        await PutAsync(new TableEntity("p", "r") { { new string('n', 255), 1 } });

        await AssertFaultAsync(TableFault.Invalid, () => PutAsync(new TableEntity("p", "r") { { new string('n', 256), 1 } }));
    }

    [Fact]
    public async Task A_row_has_at_most_252_properties()
    {
        await PutAsync(Wide(252));

        await AssertFaultAsync(TableFault.Invalid, () => PutAsync(Wide(253)));
    }

    [Fact]
    public async Task A_merge_that_makes_too_many_properties_is_invalid_and_changes_nothing()
    {
        await PutAsync(Wide(252));

        await AssertFaultAsync(
            TableFault.Invalid, () => WriteAsync(TableWrite.Merge(new TableEntity("p", "r") { { "More", 1 } }, ETag.Any)));

        Assert.Equal(252, (await GetRequiredAsync("p", "r")).Count);
    }

    [Fact]
    public async Task A_string_has_at_most_32_ki_code_units() =>
        await AssertInvalidValueAsync(new string('x', TableLimits.MaxStringLength + 1));

    [Fact]
    public async Task A_binary_value_has_at_most_64_kibibytes() =>
        await AssertInvalidValueAsync(new byte[TableLimits.MaxBinaryBytes + 1]);

    [Fact]
    public async Task A_time_is_not_before_the_year_1601() =>
        await AssertInvalidValueAsync(TableLimits.MinTime.AddTicks(-1));

    [Fact]
    public async Task A_string_is_text_without_halves_of_surrogate_pairs() =>
        await AssertInvalidValueAsync("a\ud83d");

    [Fact]
    public async Task A_row_has_at_most_one_mebibyte()
    {
        var row = new TableEntity("p", "r");
        for (var i = 0; i < 15; i++)
        {
            row[$"Part{i:d2}"] = new byte[TableLimits.MaxBinaryBytes];
        }

        await PutAsync(row);
        row["Rest"] = new byte[TableLimits.MaxBinaryBytes];

        await AssertFaultAsync(TableFault.Invalid, () => PutAsync(row));
    }

    [Fact]
    public async Task A_missing_table_is_named_by_the_fault()
    {
        var key = new TableKey("p", "r");

        var exception = await AssertFaultAsync(
            TableFault.TableMissing, async () => await Store.ReadAsync(MissingTable, key, CancellationToken.None));
        await AssertFaultAsync(
            TableFault.TableMissing, async () => await Store.QueryAsync(MissingTable, TableQuery.InPartition("p"), CancellationToken.None));
        await AssertFaultAsync(
            TableFault.TableMissing, async () => await Store.WriteAsync(MissingTable, TableWrite.Delete(key, ETag.Any), CancellationToken.None));
        await AssertFaultAsync(
            TableFault.TableMissing,
            async () => await Store.WriteBatchAsync(MissingTable, [TableWrite.Upsert(new TableEntity(key))], CancellationToken.None));
        Assert.Contains(MissingTable, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("a_bc")]
    [InlineData("a bc")]
    [InlineData("a\"; DROP TABLE Contract; --")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_table_name_that_table_storage_refuses_is_invalid(string name) => await AssertFaultAsync(
        TableFault.Invalid, async () => await Store.ReadAsync(name, new TableKey("p", "r"), CancellationToken.None));

    private static TableEntity Wide(int properties)
    {
        var row = new TableEntity("p", "r");
        for (var i = 0; i < properties; i++)
        {
            row[$"P{i}"] = i;
        }

        return row;
    }

    private async Task AssertInvalidKeyAsync(string key)
    {
        await AssertInvalidKeyAsync(new TableKey(key, "r"));
        await AssertInvalidKeyAsync(new TableKey("p", key));
        await AssertFaultAsync(
            TableFault.Invalid, async () => await Store.QueryAsync(Table, TableQuery.InPartition(key), CancellationToken.None));
    }

    private async Task AssertInvalidKeyAsync(TableKey key)
    {
        await AssertFaultAsync(TableFault.Invalid, async () => await Store.ReadAsync(Table, key, CancellationToken.None));
        await AssertFaultAsync(TableFault.Invalid, () => WriteAsync(TableWrite.Insert(new TableEntity(key))));
        await AssertFaultAsync(TableFault.Invalid, () => WriteAsync(TableWrite.Delete(key, ETag.Any)));
        await AssertFaultAsync(TableFault.Invalid, () => BatchAsync(TableWrite.Upsert(new TableEntity(key))));
    }

    private async Task AssertInvalidValueAsync(object value)
    {
        var exception = await AssertFaultAsync(TableFault.Invalid, () => PutAsync(new TableEntity("p", "r") { { "Value", value } }));

        Assert.Contains("'Value'", exception.Message, StringComparison.Ordinal);
        Assert.Null(await GetAsync("p", "r"));
    }
}
