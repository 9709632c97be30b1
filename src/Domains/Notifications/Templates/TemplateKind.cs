using System.Collections.Frozen;

namespace Tollgate.Notifications.Templates;

/// <summary>A kind of mail: what its template is called and which names its texts may use. There is one for each event that mails tell of.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Sample">Values for a preview; its names are the only ones that the texts may use.</param>
internal sealed record TemplateKind(string Name, TemplateModel Sample)
{
    public const string OrderConfirmed = "order-confirmed";
    public const string OrderRejected = "order-rejected";
    public const string OrderCancelled = "order-cancelled";
    public const string PaymentRefunded = "payment-refunded";

    /// <summary>The section with the lines of an order.</summary>
    public const string Lines = "lines";

    // For a rejected order; one of them is set.
    public const string OutOfStock = "outOfStock";
    public const string PaymentDeclined = "paymentDeclined";
    public const string ServiceUnavailable = "serviceUnavailable";

    private static readonly Dictionary<string, string> Order = new Dictionary<string, string>
    {
        ["customer"] = "Ada Lovelace",
        ["order"] = "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        ["total"] = "44.70 EUR",
    };

    private static readonly Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> OrderLines =
        new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>
        {
            [Lines] =
            [
                new Dictionary<string, string> { ["product"] = "Stoneware Mug Green", ["quantity"] = "2", ["total"] = "29.80 EUR" },
                new Dictionary<string, string> { ["product"] = "Tea & Biscuits <Mixed>", ["quantity"] = "1", ["total"] = "14.90 EUR" },
            ],
        };

    /// <summary>Every kind, by the name of its template.</summary>
    public static FrozenDictionary<string, TemplateKind> All { get; } = new TemplateKind[]
    {
        new(OrderConfirmed, new TemplateModel(Order, OrderLines, new HashSet<string>())),
        new(OrderRejected, new TemplateModel(Order, OrderLines, new HashSet<string> { OutOfStock }))
        {
            Flags = [OutOfStock, PaymentDeclined, ServiceUnavailable],
        },
        new(OrderCancelled, new TemplateModel(Order, OrderLines, new HashSet<string>())),
        new(PaymentRefunded, new TemplateModel(
            new Dictionary<string, string> { ["customer"] = "Ada Lovelace", ["order"] = Order["order"], ["amount"] = "44.70 EUR" },
            new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>(),
            new HashSet<string>())),
    }.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Sections that appear under a condition.</summary>
    public IReadOnlyList<string> Flags { get; private init; } = [];

    /// <summary>All names, for people: <c>order</c>, <c>#lines</c>, <c>lines.product</c>.</summary>
    public IReadOnlyList<string> Placeholders =>
    [
        .. Sample.Values.Keys,
        .. Flags.Select(flag => "#" + flag),
        .. Sample.Lists.SelectMany(list => list.Value[0].Keys.Select(name => $"{list.Key}.{name}").Prepend("#" + list.Key)),
    ];

    /// <summary>Whether a text may use a name, as <see cref="TemplateText.Names"/> gives it. Inside of a section the names outside of it hold too.</summary>
    public bool Knows(string name) =>
        Placeholders.Contains(name) || (name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && Sample.Values.ContainsKey(name[(dot + 1)..]));
}
