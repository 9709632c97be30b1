namespace Tollgate.Platform.Values;

/// <summary>An amount of money.</summary>
/// <param name="Currency">An ISO 4217 code such as EUR.</param>
/// <param name="Amount">In the currency's minor unit: 1999 is 19.99 EUR, but 1999 JPY.</param>
public sealed record Money(string Currency, long Amount)
{
    /// <summary>The largest amount that a service accepts, in minor units: sums of thousands of such amounts still fit 64 bits.</summary>
    public const long MaxAmount = 999_999_999_999;
}

/// <summary>An amount of money as a client writes it.</summary>
public sealed record MoneyDraft
{
    /// <summary>An ISO 4217 code such as EUR.</summary>
    public string? Currency { get; init; }

    /// <summary>In the currency's minor unit, at most 999,999,999,999: 1999 is 19.99 EUR, but 1999 JPY.</summary>
    public long? Amount { get; init; }

    /// <summary>The amount as a client would have written it.</summary>
    public static MoneyDraft Of(Money money)
    {
        ArgumentNullException.ThrowIfNull(money);
        return new MoneyDraft { Currency = money.Currency, Amount = money.Amount };
    }

    /// <summary>The amount that a checked draft stands for.</summary>
    /// <exception cref="InvalidOperationException">A member is missing: the draft was not checked.</exception>
    public Money ToMoney() => new(
        Currency ?? throw new InvalidOperationException("The draft has no currency."),
        Amount ?? throw new InvalidOperationException("The draft has no amount."));
}
