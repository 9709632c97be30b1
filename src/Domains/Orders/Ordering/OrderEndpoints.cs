using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Http.Patching;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Ordering;

internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/orders").WithTags("Orders");
        group.MapReads();
        MapDrafts(group);
        MapMoves(group);
    }

    private static void MapDrafts(RouteGroupBuilder group)
    {
        group.MapPost("", PostAsync)
            .WithName("createOrder")
            .WithSummary("Draft an order")
            .WithDescription("Prices are fixed when it is placed. The customer must be registered.")
            .ProducesProblems(ProblemTypes.ValidationFailed, OrdersProblems.CustomerUnknown)
            .ProducesProblems(401, 403, 413, 415, 503)
            .RequireIdempotencyKey()
            .RequireScope(OrdersScopes.Write);
        group.MapMergePatch<OrderDraft>("/{id}", PatchAsync, OrdersScopes.Write)
            .WithName("changeOrder")
            .WithSummary("Change a draft")
            .WithDescription("A JSON merge patch (RFC 7396); lines are replaced as a whole. Needs If-Match with the order's ETag.")
            .RequireIfMatch()
            .ProducesProblems(OrdersProblems.OrderClosed)
            .ProducesProblems(400, 401, 403, 404, 412, 413, 415, 428, 503)
            .AcceptIdempotencyKey();

        static async Task<Results<Created<Order>, ProblemResult>> PostAsync(
            OrderDraft draft, OrderDesk orders, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await orders.AddAsync(context, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Created(Locations.Below(context.Request, stored.Order.Id), stored.Order);
        }

        static async Task<Results<Ok<Order>, ProblemResult>> PatchAsync(
            string id, JsonElement patch, OrderDesk orders, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await orders.PatchAsync(context, id, patch, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Ok(stored.Order);
        }
    }

    private static void MapMoves(RouteGroupBuilder group)
    {
        group.MapPost("/{id}/placement", PlaceAsync)
            .WithName("placeOrder")
            .WithSummary("Place an order")
            .WithDescription(
                "Fixes the prices and begins: the answer is 202 and the order placing. Read the order until it is confirmed or rejected. "
                + "With If-Match only that version is placed.")
            .ProducesProblems(
                ProblemTypes.ValidationFailed, OrdersProblems.OrderClosed, OrdersProblems.CustomerUnknown, OrdersProblems.ProductUnavailable, OrdersProblems.OrderTooLarge)
            .ProducesProblems(401, 403, 404, 412, 413, 415, 503)
            .RequireIdempotencyKey()
            .RequireScope(OrdersScopes.Write);
        group.MapPost("/{id}/cancellation", CancelAsync)
            .WithName("cancelOrder")
            .WithSummary("Cancel an order")
            .WithDescription(
                "A draft is cancelled at once. Otherwise the answer is 202 and the order cancelling: stock and money are being given back. Read the order until "
                + "it is cancelled, or confirmed again because the goods have left already. May be repeated. With If-Match only that version is cancelled.")
            .ProducesProblems(ProblemTypes.ValidationFailed, OrdersProblems.OrderClosed)
            .ProducesProblems(401, 403, 404, 412, 413, 415, 503)
            .RequireIdempotencyKey()
            .RequireScope(OrdersScopes.Write);

        static async Task<Results<Accepted<Order>, ProblemResult>> PlaceAsync(
            string id, PlacementDraft draft, OrderDesk orders, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await orders.PlaceAsync(context, id, draft, cancellationToken);
            return stored is null ? new ProblemResult(problem!) : Accept(context, stored);
        }

        static async Task<Results<Ok<Order>, Accepted<Order>, ProblemResult>> CancelAsync(
            string id, CancellationDraft draft, OrderDesk orders, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await orders.CancelAsync(context, id, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            if (stored.Order.State is OrderState.Cancelling)
            {
                return Accept(context, stored);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Ok(stored.Order);
        }
    }

    // Relative to the request: from /orders/7/placement to /orders/7.
    private static Accepted<Order> Accept(HttpContext context, StoredOrder stored)
    {
        context.Response.SetEntityTag(stored.Version);
        return TypedResults.Accepted("../" + stored.Order.Id, stored.Order);
    }
}
