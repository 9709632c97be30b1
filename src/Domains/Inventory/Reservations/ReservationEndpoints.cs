using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Inventory.Reservations;

internal static class ReservationEndpoints
{
    public static void MapReservations(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/reservations/{id}").WithTags("Reservations").AfterSeed();
        group.MapPut("", PutAsync)
            .WithName("makeReservation")
            .WithSummary("Reserve pieces of products")
            .WithDescription(
                "All or nothing. The client chooses the id and may repeat the request: 201 when the reservation was made, 200 when it was made before. "
                + "An id that was refused for want of stock, or released before, stays refused.")
            .ProducesProblems(
                [ProblemTypes.ValidationFailed, InventoryProblems.OutOfStock, InventoryProblems.ReservationClosed, InventoryProblems.ReservationDiffers])
            .ProducesProblems(401, 403, 413, 415, 503)
            .AcceptIdempotencyKey()
            .RequireScope(InventoryScopes.Write);
        group.MapGet("", GetAsync)
            .WithName("getReservation")
            .WithSummary("Read a reservation")
            .WithDescription("With If-None-Match the answer is 304 as long as the reservation has not changed.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 403, 404, 503)
            .RequireScope(InventoryScopes.Read);
        group.MapPost("/shipment", ShipAsync)
            .WithName("shipReservation")
            .WithSummary("Let the reserved pieces leave the warehouse")
            .WithDescription("May be repeated.")
            .ProducesProblems(InventoryProblems.ReservationClosed)
            .ProducesProblems(401, 403, 404, 503)
            .AcceptIdempotencyKey()
            .RequireScope(InventoryScopes.Write);
        group.MapDelete("", ReleaseAsync)
            .WithName("releaseReservation")
            .WithSummary("Give up a reservation")
            .WithDescription(
                "May be repeated, also for a reservation that has expired. An id that was never used is closed for good: a request to reserve that comes late is refused.")
            .ProducesProblems(InventoryProblems.ReservationClosed)
            .ProducesProblems(401, 403, 404, 503)
            .AcceptIdempotencyKey()
            .RequireScope(InventoryScopes.Write);
    }

    private static async Task<Results<Created<Reservation>, Ok<Reservation>, ProblemResult>> PutAsync(
        string id, ReservationDraft draft, ReservationDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        var (stored, isNew, problem) = await desk.PutAsync(context.Caller().Tenant, id, draft, cancellationToken);
        if (stored is null)
        {
            return new ProblemResult(problem!);
        }

        context.Response.SetEntityTag(stored.Version);
        return isNew ? TypedResults.Created(id, stored.Record.Show(id)) : TypedResults.Ok(stored.Record.Show(id));
    }

    private static async Task<Results<Ok<Reservation>, StatusCodeHttpResult, ProblemResult>> GetAsync(
        string id, ReservationDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(context.Caller().Tenant, id, cancellationToken) is not { } stored)
        {
            return new ProblemResult(ReservationDesk.NotFound);
        }

        return context.ClientHas(stored.Version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(stored.Record.Show(id));
    }

    private static async Task<Results<Ok<Reservation>, ProblemResult>> ShipAsync(
        string id, ReservationDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        var (stored, problem) = await desk.ShipAsync(context.Caller().Tenant, id, cancellationToken);
        if (stored is null)
        {
            return new ProblemResult(problem!);
        }

        context.Response.SetEntityTag(stored.Version);
        return TypedResults.Ok(stored.Record.Show(id));
    }

    private static async Task<Results<NoContent, ProblemResult>> ReleaseAsync(
        string id, ReservationDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        await desk.ReleaseAsync(context.Caller().Tenant, id, cancellationToken) is { } problem
            ? new ProblemResult(problem)
            : TypedResults.NoContent();
}
