using Tollgate.Hosting.Azure.Tables;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tests.Tables;

public sealed class EntityMappingTests
{
    [Fact]
    public void A_row_of_all_types_comes_back_as_it_went()
    {
        var entity = new TableEntity("p", "r")
        {
            { "Text", "t" },
            { "Flag", true },
            { "Small", 1 },
            { "Large", long.MaxValue },
            { "Real", 1.5 },
            { "Time", new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) },
            { "Id", new Guid("0f8fad5b-d9cb-469f-a165-70867728950e") },
            { "Bytes", new byte[] { 1, 2 } },
        };

        var mapped = entity.ToAzure().ToPlatform();

        Assert.Equal(entity.Key, mapped.Key);
        Assert.Equal(entity.OrderBy(property => property.Key), mapped.OrderBy(property => property.Key));
    }

    [Fact]
    public void What_the_store_adds_is_no_property()
    {
        var stored = new TableEntity("p", "r") { { "A", 1 } }.ToAzure();
        stored["odata.etag"] = "W/\"1\"";
        stored["odata.metadata"] = "m";
        stored["Timestamp"] = Answer.Date;
        stored["Bytes"] = BinaryData.FromBytes(new byte[] { 1 });

        var mapped = stored.ToPlatform();

        Assert.Equal(["A", "Bytes"], mapped.Select(property => property.Key).Order());
        Assert.Equal((new ETag("W/\"1\""), Answer.Date), (mapped.ETag, mapped.Timestamp));
        Assert.Equal([1], mapped.GetBinary("Bytes"));
    }
}
