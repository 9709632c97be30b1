using Tollgate.Notifications.Templates;
using Tollgate.Platform.Values;

namespace Tollgate.Notifications.Mails;

/// <summary>What mails need of an order's event.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Customer">The customer's id.</param>
/// <param name="Lines">What was ordered.</param>
/// <param name="Total">What everything costs.</param>
/// <param name="Recipient">Whom to write to; null where the customer is no longer known.</param>
internal record OrderNews(string Order, string Customer, IReadOnlyList<OrderNewsLine> Lines, Money Total, Recipient? Recipient = null)
{
    public TemplateModel ToModel() => new(
        new Dictionary<string, string> { ["customer"] = Recipient?.Name ?? "", ["order"] = Order, ["total"] = MoneyText.Format(Total) },
        new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> { [TemplateKind.Lines] = [.. Lines.Select(line => line.ToValues())] },
        Flags());

    protected virtual IReadOnlySet<string> Flags() => new HashSet<string>();
}

/// <summary>What mails need of the event of a rejection.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Customer">The customer's id.</param>
/// <param name="Lines">What was ordered.</param>
/// <param name="Total">What everything costs.</param>
/// <param name="Recipient">Whom to write to; null where the customer is no longer known.</param>
/// <param name="Reason">Why the order was rejected.</param>
internal sealed record RejectionNews(
    string Order, string Customer, IReadOnlyList<OrderNewsLine> Lines, Money Total, string Reason, Recipient? Recipient = null)
    : OrderNews(Order, Customer, Lines, Total, Recipient)
{
    protected override IReadOnlySet<string> Flags() => new HashSet<string>(Reason switch
    {
        "out-of-stock" => [TemplateKind.OutOfStock],
        "payment-declined" => [TemplateKind.PaymentDeclined],
        "service-unavailable" => [TemplateKind.ServiceUnavailable],
        _ => (string[])[],
    });
}

/// <summary>A line of an order.</summary>
/// <param name="Name">What the product is called.</param>
/// <param name="Quantity">How many pieces.</param>
/// <param name="Total">What they cost.</param>
internal sealed record OrderNewsLine(string Name, int Quantity, Money Total)
{
    public IReadOnlyDictionary<string, string> ToValues() => new Dictionary<string, string>
    {
        ["product"] = Name,
        ["quantity"] = Quantity.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["total"] = MoneyText.Format(Total),
    };
}

/// <summary>What mails need of a refund's event.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Amount">What was returned.</param>
internal sealed record RefundNews(string Order, Money Amount)
{
    public TemplateModel ToModel(Recipient recipient) => new(
        new Dictionary<string, string> { ["customer"] = recipient.Name, ["order"] = Order, ["amount"] = MoneyText.Format(Amount) },
        new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>(),
        new HashSet<string>());
}

/// <summary>Whom an order's event tells of, whatever else is wrong with it.</summary>
/// <param name="Customer">The customer's id.</param>
internal sealed record OrderOwner(string Customer);

/// <summary>What the erasure of a customer needs of its event.</summary>
/// <param name="CustomerId">The customer's id.</param>
internal sealed record ErasureNews(string CustomerId);
