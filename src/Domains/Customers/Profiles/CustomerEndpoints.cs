using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Patching;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Customers.Profiles;

/// <summary>The parameters of a list as they arrive.</summary>
internal sealed record CustomerQuery(
    [FromQuery(Name = "email")] string? Email,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "cursor")] string? Cursor);

internal static class CustomerEndpoints
{
    public static void MapCustomers(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/customers").WithTags("Customers").AfterSeed();
        MapReads(group);
        MapWrites(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync)
            .WithName("listCustomers")
            .WithSummary("List customers, or find one by e-mail address")
            .WithDescription("Page by page, in the order of their ids: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 403, 503)
            .RequireScope(CustomerScopes.Read);
        group.MapGet("/{id}", GetAsync)
            .WithName("getCustomer")
            .WithSummary("Read a customer with its addresses")
            .WithDescription("With If-None-Match the answer is 304 as long as the customer has not changed.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 403, 404, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .RequireScope(CustomerScopes.Read);

        static async Task<Results<Ok<Page<Customer>>, ProblemResult>> ListAsync(
            [AsParameters] CustomerQuery query, CustomerDesk customers, HttpContext context, CancellationToken cancellationToken)
        {
            var (page, problem) = await customers.ListAsync(context.Caller().Tenant, query, cancellationToken);
            if (page is null)
            {
                return new ProblemResult(problem!);
            }

            return context.ShowPage(page);
        }

        static async Task<Results<Ok<Customer>, StatusCodeHttpResult, ProblemResult>> GetAsync(
            string id, CustomerDesk customers, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await customers.FindAsync(context.Caller().Tenant, id, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            return context.ClientHas(stored.Version)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.Ok(stored.Customer!);
        }
    }

    private static void MapWrites(RouteGroupBuilder group)
    {
        group.MapPost("", PostAsync)
            .WithName("registerCustomer")
            .WithSummary("Register a customer")
            .ProducesProblems(400, 401, 403, 413, 415, 503)
            .ProducesProblems(CustomerProblems.EmailTakenType, CustomerProblems.ErasedType)
            .AcceptIdempotencyKey()
            .RequireScope(CustomerScopes.Write);
        group.MapMergePatch<CustomerDraft>("/{id}", PatchAsync, CustomerScopes.Write)
            .WithName("changeCustomer")
            .WithSummary("Change members of a customer")
            .WithDescription("A JSON merge patch (RFC 7396): null resets a member. Needs If-Match with the customer's ETag.")
            .ProducesProblems(400, 401, 403, 404, 412, 413, 415, 428, 503)
            .ProducesProblems(CustomerProblems.EmailTakenType, CustomerProblems.ErasedType)
            .AcceptIdempotencyKey()
            .RequireIfMatch();

        static async Task<Results<Created<Customer>, ProblemResult>> PostAsync(
            CustomerDraft draft, CustomerDesk customers, HttpContext context, CancellationToken cancellationToken)
        {
            var id = IdempotencyKey.NewId(context, CustomerDesk.Resource).ToString("N");
            var (stored, problem) = await customers.RegisterAsync(context.Caller().Tenant, id, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Created(Locations.Below(context.Request, id), stored.Customer!);
        }

        static async Task<Results<Ok<Customer>, ProblemResult>> PatchAsync(
            string id, JsonElement patch, CustomerDesk customers, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await customers.PatchAsync(context.Caller().Tenant, id, context.Request, patch, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Ok(stored.Customer!);
        }
    }
}
