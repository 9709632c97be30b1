using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Inventory.Stock;

internal static class StockEndpoints
{
    public static void MapStock(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/stock").WithTags("Stock").AfterSeed();
        MapReads(group);
        MapWrites(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync)
            .WithName("listStock")
            .WithSummary("List stock")
            .WithDescription("By product and warehouse. Page by page: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 403, 503)
            .RequireScope(InventoryScopes.Read);
        group.MapGet("/{product}/{warehouse}", GetAsync)
            .WithName("getStock")
            .WithSummary("Read how much of a product a warehouse has")
            .WithDescription("With If-None-Match the answer is 304 as long as the quantities have not changed.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 403, 404, 503)
            .RequireScope(InventoryScopes.Read);
        group.MapGet("/{product}/{warehouse}/movements", ListMovementsAsync)
            .WithName("listMovements")
            .WithSummary("List how the quantities came about")
            .WithDescription("The latest movement first. Page by page: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 403, 404, 503)
            .RequireScope(InventoryScopes.Read);

        static async Task<Results<Ok<Page<StockLevel>>, ProblemResult>> ListAsync(
            [AsParameters] StockQueryText parameters, StockList list, HttpContext context, CancellationToken cancellationToken)
        {
            var (page, problem) = await list.ListAsync(context.Caller().Tenant, parameters, cancellationToken);
            return page is null ? new ProblemResult(problem!) : context.ShowPage(page);
        }

        static async Task<Results<Ok<StockLevel>, StatusCodeHttpResult, ProblemResult>> GetAsync(
            string product, string warehouse, StockDesk desk, HttpContext context, CancellationToken cancellationToken)
        {
            if (await desk.FindAsync(context.Caller().Tenant, product, warehouse, cancellationToken) is not { } stored)
            {
                return new ProblemResult(StockDesk.NotFound);
            }

            return context.ClientHas(stored.Version)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.Ok(stored.Show());
        }

        static async Task<Results<Ok<Page<Movement>>, ProblemResult>> ListMovementsAsync(
            string product, string warehouse, [AsParameters] MovementQueryText parameters, StockList list, HttpContext context, CancellationToken cancellationToken)
        {
            var (page, problem) = await list.ListMovementsAsync(context.Caller().Tenant, product, warehouse, parameters, cancellationToken);
            return page is null ? new ProblemResult(problem!) : context.ShowPage(page);
        }
    }

    private static void MapWrites(RouteGroupBuilder group)
    {
        group.MapPut("/{product}/{warehouse}", PutAsync)
            .WithName("setStock")
            .WithSummary("Set the quantity on hand")
            .WithDescription(
                "Needs If-Match with the ETag of the stock, or 'If-None-Match: *' for a product that the warehouse has never had. To add or take away, make an adjustment.")
            .ProducesProblems([InventoryProblems.StockReserved, ProblemTypes.Conflict])
            .ProducesProblems(400, 401, 403, 404, 412, 413, 415, 428, 503)
            .AcceptIdempotencyKey()
            .RequireScope(InventoryScopes.Write);
        group.MapPost("/{product}/{warehouse}/adjustments", AdjustAsync)
            .WithName("adjustStock")
            .WithSummary("Add to the quantity on hand, or take away")
            .ProducesProblems([InventoryProblems.StockReserved])
            .ProducesProblems(400, 401, 403, 404, 413, 415, 503)
            .RequireIdempotencyKey()
            .RequireScope(InventoryScopes.Write);

        static async Task<Results<Ok<StockLevel>, Created<StockLevel>, ProblemResult>> PutAsync(
            string product, string warehouse, StockDraft draft, StockDesk desk, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, isNew, problem) = await desk.SetAsync(context.Caller().Tenant, product, warehouse, context.Request, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return isNew ? TypedResults.Created(warehouse, stored.Show()) : TypedResults.Ok(stored.Show());
        }

        static async Task<Results<Ok<StockLevel>, ProblemResult>> AdjustAsync(
            string product, string warehouse, AdjustmentDraft draft, StockDesk desk, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await desk.AdjustAsync(
                context.Caller().Tenant, product, warehouse, IdempotencyKey.NewId(context, "adjustment").ToString("N"), draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Ok(stored.Show());
        }
    }
}
