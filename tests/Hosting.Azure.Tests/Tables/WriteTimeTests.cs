using Tollgate.Hosting.Azure.Tables;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tests.Tables;

public sealed class WriteTimeTests
{
    [Fact]
    public void A_tag_of_the_service_tells_the_time_of_the_write_to_the_tick()
    {
        var time = WriteTime.Of(new ETag("W/\"datetime'2024-05-01T12%3A34%3A56.1234567Z'\""));

        Assert.Equal(new DateTimeOffset(2024, 5, 1, 12, 34, 56, TimeSpan.Zero).AddTicks(1234567), time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("W/\"1\"")]
    [InlineData("W/\"datetime'\"")]
    [InlineData("W/\"datetime''\"")]
    [InlineData("W/\"datetime'yesterday'\"")]
    public void Another_tag_tells_nothing(string? tag) => Assert.Null(WriteTime.Of(new ETag(tag)));
}
