using Tollgate.Orders.Customers;
using Tollgate.Orders.Ordering;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Placing;

/// <summary>Places drafts: fixes the prices and starts the saga, in one commit.</summary>
internal sealed class Placement(OrderStore store, CustomerDirectory customers, CatalogOffers catalog, TimeProvider time)
{
    public async ValueTask<(StoredOrder? Stored, Problem? Problem)> PlaceAsync(
        ICaller caller, StoredOrder draft, string paymentMethod, CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(caller.Tenant, caller.Consumer, draft.Order.Customer, cancellationToken) is null)
        {
            return (null, OrderDesk.UnknownCustomer);
        }

        var products = draft.Order.Lines.Select(line => line.Product).ToList();
        var offers = await catalog.FindAsync(caller.Tenant, caller.Consumer, products, cancellationToken);
        if (Check(draft.Order, offers) is { } problem)
        {
            return (null, problem);
        }

        if (Pricing.Price(draft.Order, offers) is not { } priced)
        {
            return (null, new Problem(OrdersProblems.OrderTooLarge, "The order costs more than a payment can be. Split it into several."));
        }

        var stored = await store.MoveAsync(
            caller.Tenant,
            draft,
            priced.MoveTo(OrderState.Placing, time.GetUtcNow()),
            new Cause("placed", caller.Consumer),
            [OutboxMessage.StartSaga(PlaceOrderSaga.Name, priced.Id, new PlaceOrder(caller.Tenant, priced.Id, draft.Consumer, paymentMethod))],
            cancellationToken);
        return stored is null ? (null, EntityTags.Stale("order")) : (stored, null);
    }

    private static Problem? Check(Order order, IReadOnlyDictionary<string, Offer> offers)
    {
        List<ProblemError> errors = [];
        foreach (var (index, line) in order.Lines.Index())
        {
            if (Fault(offers.GetValueOrDefault(line.Product), order.Currency) is { } fault)
            {
                errors.Add(new ProblemError($"#/lines/{index}/product", fault));
            }
        }

        return errors is [] ? null : new Problem(OrdersProblems.ProductUnavailable, "Change the order's lines; 'errors' says which and why.") { Errors = errors };
    }

    private static string? Fault(Offer? offer, string currency) => offer switch
    {
        null => "The catalog has no such product.",
        { IsOnSale: false } => "The product is not on sale.",
        _ when offer.Price.Currency != currency => $"The product is sold in {offer.Price.Currency}, the order is in {currency}.",
        _ => null,
    };
}
