using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

public abstract partial class TableStoreContract
{
    public static TheoryData<string, object> Values { get; } = new()
    {
        { "an empty string", "" },
        { "a string with quotes, breaks and NUL", "\"'\\\r\n\0\u007f" },
        { "a string beyond the basic plane", "a\U0001F600\u00e9\ufffd\uffff" },
        { "the longest string", new string('x', TableLimits.MaxStringLength) },
        { "the longest string of three-byte characters", new string('\u20ac', TableLimits.MaxStringLength) },
        { "true", true },
        { "false", false },
        { "the smallest int", int.MinValue },
        { "the largest int", int.MaxValue },
        { "the smallest long", long.MinValue },
        { "the largest long", long.MaxValue },
        { "a long that fits an int", 1L },
        { "a double", 0.1 },
        { "a whole double", 1.0 },
        { "not a number", double.NaN },
        { "infinity", double.PositiveInfinity },
        { "negative infinity", double.NegativeInfinity },
        { "the smallest double", double.Epsilon },
        { "the largest double", double.MaxValue },
        { "the earliest time", new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        { "the latest time", DateTimeOffset.MaxValue },
        { "a time to the tick", new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567) },
        { "a GUID", new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        { "no bytes", Array.Empty<byte>() },
        { "the most bytes", Enumerable.Range(0, TableLimits.MaxBinaryBytes).Select(i => (byte)i).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_reads_back_with_its_type(string description, object value)
    {
        await PutAsync(new TableEntity("p", "r") { { "Value", value } });

        var stored = (await GetRequiredAsync("p", "r"))["Value"];
        Assert.True(value.GetType() == stored?.GetType(), $"{description} came back as {stored?.GetType().Name ?? "nothing"}");
        Assert.Equal(value, stored);
    }

    [Fact]
    public async Task A_time_reads_back_as_the_same_instant_in_utc()
    {
        await PutAsync(new TableEntity("p", "r") { { "At", new DateTimeOffset(2030, 1, 1, 1, 0, 0, TimeSpan.FromHours(2)) } });

        var stored = (await GetRequiredAsync("p", "r")).GetTime("At");
        Assert.Equal(new DateTimeOffset(2029, 12, 31, 23, 0, 0, TimeSpan.Zero), stored);
        Assert.Equal(TimeSpan.Zero, stored?.Offset);
    }

    [Fact]
    public async Task A_row_without_properties_is_a_row()
    {
        await PutAsync(new TableEntity("p", "r"));

        Assert.Equal(0, (await GetRequiredAsync("p", "r")).Count);
    }

    [Fact]
    public async Task Property_names_differ_by_case_and_may_be_in_any_script()
    {
        await PutAsync(new TableEntity("p", "r") { { "a", 1 }, { "A", 2 }, { "größe", 3 }, { "_1", 4 } });

        var stored = await GetRequiredAsync("p", "r");
        Assert.Equal([1, 2, 3, 4], new[] { stored["a"], stored["A"], stored["größe"], stored["_1"] });
    }

    [Fact]
    public async Task A_changed_property_may_change_its_type()
    {
        await PutAsync(new TableEntity("p", "r") { { "A", 1 } });
        await WriteAsync(TableWrite.Merge(new TableEntity("p", "r") { { "A", "one" } }, ETag.Any));

        Assert.Equal("one", (await GetRequiredAsync("p", "r"))["A"]);
    }

    [Fact]
    public async Task The_stores_clock_never_goes_back()
    {
        var first = await Store.WriteAsync(Table, TableWrite.Upsert(new TableEntity("p", "r")), CancellationToken.None);
        var read = await Store.ReadAsync(Table, new TableKey("p", "r"), CancellationToken.None);
        var second = await Store.WriteAsync(Table, TableWrite.Upsert(new TableEntity("p", "r")), CancellationToken.None);
        var page = await Store.QueryAsync(Table, TableQuery.InPartition("p"), CancellationToken.None);
        var refused = await Store.WriteAsync(Table, TableWrite.Insert(new TableEntity("p", "r")), CancellationToken.None);
        var batch = await BatchAsync(TableWrite.Upsert(new TableEntity("p", "r")));

        DateTimeOffset[] times = [first.StoreTime, read.StoreTime, second.StoreTime, page.StoreTime, refused.StoreTime, batch.StoreTime];
        Assert.Equal(times.Order(), times);
        Assert.NotEqual(default, first.StoreTime);
    }

    [Fact]
    public async Task A_rows_timestamp_is_the_time_of_its_last_write()
    {
        await PutAsync(new TableEntity("p", "r"));
        var first = (await GetRequiredAsync("p", "r")).Timestamp;
        var write = await Store.WriteAsync(Table, TableWrite.Upsert(new TableEntity("p", "r")), CancellationToken.None);
        var second = (await GetRequiredAsync("p", "r")).Timestamp;

        Assert.NotEqual(default, first);
        Assert.True(second >= first);
        Assert.Equal(second, write.Timestamp);
    }
}
