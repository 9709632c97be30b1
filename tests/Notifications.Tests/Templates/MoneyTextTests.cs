using Tollgate.Notifications.Templates;
using Tollgate.Platform.Values;

namespace Tollgate.Notifications.Tests.Templates;

public sealed class MoneyTextTests
{
    [Theory]
    [InlineData("EUR", 1990, "19.90 EUR")]
    [InlineData("EUR", 5, "0.05 EUR")]
    [InlineData("JPY", 1990, "1990 JPY")]
    [InlineData("KWD", 1990, "1.990 KWD")]
    [InlineData("USD", 999_999_999_999, "9999999999.99 USD")]
    public void An_amount_has_as_many_decimals_as_its_currency(string currency, long amount, string expected) =>
        Assert.Equal(expected, MoneyText.Format(new Money(currency, amount)));
}
