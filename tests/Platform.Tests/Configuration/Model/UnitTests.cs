using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Tests.Configuration.Model;

public sealed class UnitTests
{
    [Fact]
    public void Every_duration_reads_back_the_same()
    {
        var texts = from count in Gen.Choose(0, 10_000_000) from unit in Gen.Elements("ms", "s", "m", "h", "d") select $"{count}{unit}";

        Prop.ForAll(texts.ToArbitrary(), text => Duration.TryParse(text, out var first) && Duration.TryParse(first.ToString(), out var second) && first == second)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_size_reads_back_the_same()
    {
        var texts = from count in Gen.Choose(0, 999_999) from unit in Gen.Elements("B", "KiB", "MiB", "GiB", "TiB") select $"{count}{unit}";

        Prop.ForAll(texts.ToArbitrary(), text => ByteSize.TryParse(text, out var first) && ByteSize.TryParse(first.ToString(), out var second) && first == second)
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    public void A_duration_is_a_number_and_a_unit(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.Value.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("30")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("30 s")]
    [InlineData("30S")]
    [InlineData("1000000000s")]
    [InlineData("999999999d")]
    public void Anything_else_is_no_duration(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("1MB")]
    [InlineData("1mib")]
    [InlineData("1000000B")]
    public void Anything_else_is_no_size(string? text) => Assert.False(ByteSize.TryParse(text, out _));
}
