using FsCheck;
using FsCheck.Fluent;
using Tollgate.Orders.Ordering;
using Tollgate.Orders.Placing;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Tests.Placing;

public sealed class PricingTests
{
    [Fact]
    public void The_total_is_the_sum_of_the_lines_or_more_than_a_payment_can_be()
    {
        var lines = Gen.Choose(1, 1_000).Zip(Gen.Elements(0L, 1, 1_490, 999_999_999, Money.MaxAmount)).ListOf(50);

        Prop.ForAll(lines.ToArbitrary(), given =>
        {
            var exact = given.Aggregate(System.Numerics.BigInteger.Zero, (sum, line) => sum + ((System.Numerics.BigInteger)line.Item2 * line.Item1));

            var priced = Pricing.Price(
                Draft([.. given.Select(line => line.Item1)]),
                given.Select((line, index) => (index, line.Item2)).ToDictionary(
                    line => $"{line.index}", line => new Offer("Thing", new Money("EUR", line.Item2), IsOnSale: true)));

            return exact > Money.MaxAmount
                ? priced is null
                : priced!.Total!.Amount == exact && priced.Lines.All(line => line.Total!.Amount == line.UnitPrice!.Amount * line.Quantity);
        }).QuickCheckThrowOnFailure();
    }

    private static Order Draft(int[] quantities) => new()
    {
        Id = "o",
        Customer = "c",
        State = OrderState.Draft,
        Currency = "EUR",
        Lines = [.. quantities.Select((quantity, index) => new OrderLine { Product = $"{index}", Quantity = quantity })],
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
