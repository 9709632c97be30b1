using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Ordering;

/// <summary>The parameters of a list as they arrive: text, so that every fault is reported in our words and all at once.</summary>
internal sealed record OrderQueryText(
    [FromQuery(Name = "state")] string? State,
    [FromQuery(Name = "customer")] string? Customer,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "cursor")] string? Cursor);

internal static class OrderReads
{
    /// <summary>The states as clients write them.</summary>
    public static readonly string[] States = ["draft", "placing", "confirmed", "rejected", "cancelling", "cancelled"];

    private const string BadList = "The list can't be read as asked; 'errors' says why.";

    public static void MapReads(this RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync)
            .WithName("listOrders")
            .WithSummary("List orders")
            .WithDescription("The latest first. Page by page: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 403, 503)
            .RequireScope(OrdersScopes.Read);
        group.MapGet("/{id}", GetAsync)
            .WithName("getOrder")
            .WithSummary("Read an order")
            .WithDescription("With If-None-Match the answer is 304 as long as the order has not changed.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 403, 404, 503)
            .RequireScope(OrdersScopes.Read);
        group.MapGet("/{id}/history", HistoryAsync)
            .WithName("getOrderHistory")
            .WithSummary("Read what happened to an order")
            .WithDescription("Every change of its state, the first one first.")
            .ProducesProblems(400, 401, 403, 404, 503)
            .RequireScope(OrdersScopes.Read);
    }

    private static async Task<Results<Ok<Page<Order>>, ProblemResult>> ListAsync(
        [AsParameters] OrderQueryText query, OrderList list, HttpContext context, CancellationToken cancellationToken)
    {
        var tenant = context.Caller().Tenant;
        var faults = new Faults();
        var state = faults.ReadText("state", query.State, text => States.Contains(text), $"Give one of {string.Join(", ", States)}.");
        var customer = faults.ReadText("customer", query.Customer, OrderRules.IsCustomerId, "Give the id of a customer.");
        var request = PageRequest.Read($"{tenant}|orders|{state}|{customer}", query.Limit, query.Cursor, faults);
        if (faults.Any)
        {
            return new ProblemResult(faults.ToProblem(BadList));
        }

        OrderState? wanted = state is null ? null : (OrderState)Array.IndexOf(States, state);
        return context.ShowPage(await list.ReadAsync(tenant, wanted, customer, request, cancellationToken));
    }

    private static async Task<Results<Ok<Order>, StatusCodeHttpResult, ProblemResult>> GetAsync(
        string id, OrderDesk orders, HttpContext context, CancellationToken cancellationToken)
    {
        if (await orders.FindAsync(context.Caller().Tenant, id, cancellationToken) is not { } stored)
        {
            return new ProblemResult(OrderDesk.NotFound);
        }

        return context.ClientHas(stored.Version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(stored.Order);
    }

    private static async Task<Results<Ok<Page<OrderEvent>>, ProblemResult>> HistoryAsync(
        string id,
        [FromQuery(Name = "limit")] string? limit,
        [FromQuery(Name = "cursor")] string? cursor,
        OrderDesk orders,
        OrderHistory history,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var tenant = context.Caller().Tenant;
        var faults = new Faults();
        var request = PageRequest.Read($"{tenant}|history|{id}", limit, cursor, faults);
        if (await orders.FindAsync(tenant, id, cancellationToken) is null)
        {
            return new ProblemResult(OrderDesk.NotFound);
        }

        return faults.Any
            ? new ProblemResult(faults.ToProblem(BadList))
            : context.ShowPage(await history.ReadAsync(tenant, id, request, cancellationToken));
    }
}
