using Tollgate.Orders.Ordering;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Placing;

/// <summary>A product as the catalog offers it at the moment.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Price">What one piece costs.</param>
/// <param name="IsOnSale">Whether it can be bought.</param>
internal sealed record Offer(string Name, Money Price, bool IsOnSale);

/// <summary>Fixes the prices of an order.</summary>
internal static class Pricing
{
    /// <summary>The order with what each line and everything costs, or null where that is more than a payment can be.</summary>
    /// <param name="order">A draft, every line of which has an offer in the order's currency.</param>
    /// <param name="offers">By product.</param>
    public static Order? Price(Order order, IReadOnlyDictionary<string, Offer> offers)
    {
        var lines = new List<OrderLine>(order.Lines.Count);
        Int128 sum = 0;
        foreach (var line in order.Lines)
        {
            var offer = offers[line.Product];
            var total = (Int128)offer.Price.Amount * line.Quantity;
            sum += total;
            if (sum > Money.MaxAmount)
            {
                return null;
            }

            lines.Add(line with { Name = offer.Name, UnitPrice = offer.Price, Total = offer.Price with { Amount = (long)total } });
        }

        return order with { Lines = lines, Total = new Money(order.Currency, (long)sum) };
    }
}
