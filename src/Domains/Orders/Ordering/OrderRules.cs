using System.Text.RegularExpressions;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Orders.Ordering;

/// <summary>What clients may say about orders; every fault is reported, each with its pointer.</summary>
internal static partial class OrderRules
{
    public const int MaxLines = 50;
    public const int MaxQuantity = 1_000;
    public const int MaxReasonLength = 200;

    public static Faults Check(OrderDraft draft)
    {
        var faults = new Faults();
        if (draft.Customer is null || !IsCustomerId(draft.Customer))
        {
            faults.Add("#/customer", "Give the id of a customer.");
        }

        faults.RequireCurrency("#/currency", draft.Currency);
        CheckLines(draft.Lines, faults);
        return faults;
    }

    /// <summary>What is wrong with a change of an order.</summary>
    public static Faults Check(OrderDraft changed, Order current)
    {
        var faults = Check(changed);
        if (changed.Customer != current.Customer && !faults.Any)
        {
            faults.Add("#/customer", "An order stays with its customer. Draft another order.");
        }

        return faults;
    }

    public static Faults Check(PlacementDraft draft)
    {
        var faults = new Faults();
        if (draft.PaymentMethod is null || !PaymentMethod().IsMatch(draft.PaymentMethod))
        {
            faults.Add("#/paymentMethod", "Give the payment provider's token: 1 to 64 letters, digits, hyphens and underscores.");
        }

        return faults;
    }

    public static Faults Check(CancellationDraft draft)
    {
        var faults = new Faults();
        if (draft.Reason is not null)
        {
            faults.RequireLine("#/reason", draft.Reason, MaxReasonLength);
        }

        return faults;
    }

    public static bool IsOrderId(string text) => Id().IsMatch(text);

    public static bool IsCustomerId(string text) => CustomerId().IsMatch(text);

    /// <summary>The lines of a draft that was checked.</summary>
    public static IReadOnlyList<OrderLine> Lines(IReadOnlyList<OrderLineDraft?> drafts) =>
        [.. drafts.Select(line => new OrderLine { Product = line!.Product!, Quantity = line.Quantity!.Value })];

    private static void CheckLines(IReadOnlyList<OrderLineDraft?>? lines, Faults faults)
    {
        if (lines is null or { Count: 0 or > MaxLines })
        {
            faults.Add("#/lines", $"Give 1 to {MaxLines} lines.");
            return;
        }

        var products = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < lines.Count; index++)
        {
            CheckLine($"#/lines/{index}", lines[index], products, faults);
        }
    }

    private static void CheckLine(string pointer, OrderLineDraft? line, HashSet<string> products, Faults faults)
    {
        if (line is null)
        {
            faults.Add(pointer, "Give an object with product and quantity.");
            return;
        }

        if (line.Product is null || !Id().IsMatch(line.Product))
        {
            faults.Add(pointer + "/product", "Give the id of a product as the catalog lists it.");
        }
        else if (!products.Add(line.Product))
        {
            faults.Add(pointer + "/product", "The product has a line already. Change the quantity there.");
        }

        if (line.Quantity is null or < 1 or > MaxQuantity)
        {
            faults.Add(pointer + "/quantity", $"Give a whole number from 1 to {MaxQuantity}.");
        }
    }

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CustomerId();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PaymentMethod();
}
