using System.Globalization;
using Tollgate.Platform.Values;

namespace Tollgate.Notifications.Templates;

/// <summary>Amounts for people, in every language the same: <c>1234.50 EUR</c>.</summary>
internal static class MoneyText
{
    private static readonly HashSet<string> Whole = new("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' '), StringComparer.Ordinal);
    private static readonly HashSet<string> Thousandths = new("BHD IQD JOD KWD LYD OMR TND".Split(' '), StringComparer.Ordinal);

    public static string Format(Money money)
    {
        var digits = Whole.Contains(money.Currency) ? 0 : Thousandths.Contains(money.Currency) ? 3 : 2;
        var amount = money.Amount / (decimal)Math.Pow(10, digits);
        return string.Create(CultureInfo.InvariantCulture, $"{amount.ToString("F" + digits, CultureInfo.InvariantCulture)} {money.Currency}");
    }
}
