using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Orders.Cancelling;
using Tollgate.Orders.Customers;
using Tollgate.Orders.Placing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Http.Patching;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Ordering;

/// <summary>What the endpoints offer to change, without HTTP's way of saying it.</summary>
internal sealed class OrderDesk(OrderStore store, CustomerDirectory customers, Placement placement, Cancellation cancellation, TimeProvider time)
{
    private const string Resource = "order";

    public static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "There is no such order.");

    public async ValueTask<StoredOrder?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        OrderRules.IsOrderId(id) ? await store.FindAsync(tenant, id, cancellationToken) : null;

    public async ValueTask<(StoredOrder? Stored, Problem? Problem)> AddAsync(HttpContext context, OrderDraft draft, CancellationToken cancellationToken)
    {
        if (OrderRules.Check(draft) is { Any: true } faults)
        {
            return (null, Invalid(faults));
        }

        var caller = context.Caller();
        if (await customers.FindAsync(caller.Tenant, caller.Consumer, draft.Customer!, cancellationToken) is null)
        {
            return (null, UnknownCustomer);
        }

        var now = time.GetUtcNow();
        var order = new Order
        {
            Id = IdempotencyKey.NewId(context, Resource).ToString("N"),
            Customer = draft.Customer!,
            State = OrderState.Draft,
            Currency = draft.Currency!,
            Lines = OrderRules.Lines(draft.Lines!),
            CreatedAt = now,
            UpdatedAt = now,
        };
        var added = await store.AddAsync(caller.Tenant, order, new Cause("created", caller.Consumer), cancellationToken);

        // A first try of the same request may have ended between its effect and its answer.
        return (added ?? await store.FindAsync(caller.Tenant, order.Id, cancellationToken), NotFound);
    }

    public async ValueTask<(StoredOrder? Stored, Problem? Problem)> PatchAsync(
        HttpContext context, string id, JsonElement patch, CancellationToken cancellationToken)
    {
        var tenant = context.Caller().Tenant;
        var current = await FindAsync(tenant, id, cancellationToken);
        if (context.Request.RefuseUnlessMatching(current?.Version, Resource) is { } refusal)
        {
            return (null, refusal);
        }

        if (current is null)
        {
            return (null, NotFound);
        }

        if (current.Order.State is not OrderState.Draft)
        {
            return (null, Closed(current.Order, "Only a draft can be changed"));
        }

        var (draft, error) = MergePatch.Apply(OrderDraft.Of(current.Order), patch);
        var faults = error is null ? OrderRules.Check(draft!, current.Order) : Faults(error);
        if (faults.Any)
        {
            return (null, Invalid(faults));
        }

        var order = current.Order with { Currency = draft!.Currency!, Lines = OrderRules.Lines(draft.Lines!), UpdatedAt = time.GetUtcNow() };
        return await store.ReplaceAsync(tenant, current, current with { Order = order }, cancellationToken) is { } stored ? (stored, null) : (null, EntityTags.Stale(Resource));
    }

    public async ValueTask<(StoredOrder? Stored, Problem? Problem)> PlaceAsync(
        HttpContext context, string id, PlacementDraft draft, CancellationToken cancellationToken)
    {
        // A first try of the same request may have ended between its effect and its answer.
        var request = IdempotencyKey.NewId(context, $"placement of {id}").ToString("N");
        var found = await FindAsync(context.Caller().Tenant, id, cancellationToken);
        if (found?.PlacedBy == request)
        {
            return (found, null);
        }

        var (current, problem) = Match(context, found);
        if (current is null)
        {
            return (null, problem);
        }

        if (OrderRules.Check(draft) is { Any: true } faults)
        {
            return (null, Invalid(faults));
        }

        return current.Order.State is OrderState.Draft
            ? await placement.PlaceAsync(context.Caller(), current with { PlacedBy = request }, draft.PaymentMethod!, cancellationToken)
            : (null, Closed(current.Order, "Only a draft can be placed"));
    }

    public async ValueTask<(StoredOrder? Stored, Problem? Problem)> CancelAsync(
        HttpContext context, string id, CancellationDraft draft, CancellationToken cancellationToken)
    {
        var (current, problem) = Match(context, await FindAsync(context.Caller().Tenant, id, cancellationToken));
        if (current is null)
        {
            return (null, problem);
        }

        if (OrderRules.Check(draft) is { Any: true } faults)
        {
            return (null, Invalid(faults));
        }

        var cause = new Cause("cancellation-requested", context.Caller().Consumer, draft.Reason);
        var cancelled = await cancellation.RequestAsync(context.Caller().Tenant, id, cause, cancellationToken);
        return cancelled is { Order.State: OrderState.Rejected } ? (null, Closed(cancelled.Order, "It can't be cancelled any more")) : (cancelled, NotFound);
    }

    // These requests need no If-Match: they are decided by the order's state. Who sends it wants to be sure to act on what was read.
    private static (StoredOrder? Current, Problem? Problem) Match(HttpContext context, StoredOrder? found)
    {
        var refusal = context.Request.Headers.IfMatch.Count > 0 ? context.Request.RefuseUnlessMatching(found?.Version, Resource) : null;
        return refusal is null ? (found, NotFound) : (null, refusal);
    }

    public static Problem UnknownCustomer { get; } = new(OrdersProblems.CustomerUnknown, "There is no such customer, or the customer was erased.")
    {
        Errors = [new("#/customer", "Give the id of a registered customer.")],
    };

    private static Problem Invalid(Faults faults) => faults.ToProblem("The request does not match the contract; 'errors' says where.");

    private static Problem Closed(Order order, string rule) =>
        new(OrdersProblems.OrderClosed, $"{rule}; this order is {JsonNamingPolicy.CamelCase.ConvertName(order.State.ToString())}.");

    private static Faults Faults(ProblemError error)
    {
        var faults = new Faults();
        faults.Add(error.Pointer, error.Detail);
        return faults;
    }
}
