using Tollgate.Notifications.Templates;

namespace Tollgate.Notifications.Tests.Templates;

public sealed class LocaleFallbackTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE", "de")]
    [InlineData("de-CH", "de")]
    [InlineData("de-AT", "de-AT")]
    [InlineData("de-AT-1996", "de-AT")]
    [InlineData("zh-Hant-x-private", "zh-Hant")]
    [InlineData("fr", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    [InlineData("-", "en")]
    [InlineData("d", "en")]
    public void Someone_gets_the_nearest_language_or_English(string? wanted, string expected) =>
        Assert.Equal(expected, LocaleFallback.Find(wanted, ["en", "de", "de-AT", "zh-Hant"]));
}
