using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

public abstract partial class TableStoreContract
{
    /// <summary>How many random sequences are tried; a remote store may want fewer.</summary>
    protected virtual int Sequences => 50;

    [Fact]
    public Task Any_sequence_of_writes_and_batches_leaves_what_the_model_holds()
    {
        var write =
            from kind in Gen.Elements(Enum.GetValues<TableWriteKind>())
            from row in Gen.Elements("", "a", "aa", "b", "\U0001F600", "\ue000")
            from expected in Gen.Elements(Enum.GetValues<ExpectedVersion>())
            from property in Gen.Elements("A", "B", "C")
            from value in Gen.Choose(0, 9)
            select new RandomWrite(kind, row, expected, property, value);
        var step = from size in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Choose(2, 5)))
                   from writes in Gen.ArrayOf(write, size)
                   select writes.DistinctBy(one => one.Row).ToArray();
        var follows = Prop.ForAll(Gen.ListOf(step).ToArbitrary(), steps => FollowsModelAsync(steps).GetAwaiter().GetResult());

        return Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithEndSize(40), follows));
    }

    private async Task<bool> FollowsModelAsync(IEnumerable<RandomWrite[]> steps)
    {
        var partition = Guid.NewGuid().ToString("N");
        var model = new TableModel(partition);
        foreach (var step in steps)
        {
            await TakeStepAsync(model, [.. step.Select(model.ToWrite)]);
        }

        var stored = new List<TableEntity>();
        await foreach (var entity in Store.QueryAllAsync(Table, TableQuery.InPartition(partition) with { PageSize = 2 }, CancellationToken.None))
        {
            stored.Add(entity);
        }

        Assert.Equal(model.Rows.Select(row => (row.Row, row.Version)), stored.Select(entity => (entity.Key.Row, entity.ETag)));
        Assert.All(model.Rows.Zip(stored), pair => Assert.Equal(pair.First.Properties.OrderBy(one => one.Key), pair.Second.OrderBy(one => one.Key)));
        return true;
    }

    private async Task TakeStepAsync(TableModel model, TableWrite[] writes)
    {
        var expected = writes.Select(model.Expect).ToArray();
        var refused = Array.FindIndex(expected, error => error is not TableError.None);
        var versions = writes.Length == 1 ? await WriteOneAsync(writes[0], expected[0]) : await WriteAllAsync(writes, expected, refused);
        if (refused >= 0)
        {
            return;
        }

        foreach (var (write, version) in writes.Zip(versions))
        {
            model.Apply(write, version);
        }
    }

    private async Task<IReadOnlyList<ETag>> WriteOneAsync(TableWrite write, TableError expected)
    {
        var result = await Store.WriteAsync(Table, write, CancellationToken.None);
        Assert.Equal(expected, result.Error);
        return [result.ETag];
    }

    private async Task<IReadOnlyList<ETag>> WriteAllAsync(TableWrite[] writes, TableError[] expected, int refused)
    {
        var result = await Store.WriteBatchAsync(Table, writes, CancellationToken.None);
        Assert.Equal((refused, refused < 0 ? TableError.None : expected[refused]), (result.FailedIndex, result.Error));
        return result.ETags;
    }
}
