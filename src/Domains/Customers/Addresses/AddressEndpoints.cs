using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Customers.Addresses;

internal static class AddressEndpoints
{
    private const string Versions = "Needs If-Match with the customer's ETag, which the address shows too.";

    public static void MapAddresses(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/customers/{id}/addresses").WithTags("Addresses").AfterSeed();
        MapReads(group);
        MapWrites(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync)
            .WithName("listAddresses")
            .WithSummary("List a customer's addresses")
            .ProducesProblems(401, 403, 404, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .RequireScope(CustomerScopes.Read);
        group.MapGet("/{addressId}", GetAsync)
            .WithName("getAddress")
            .WithSummary("Read an address")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 403, 404, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .RequireScope(CustomerScopes.Read);

        static async Task<Results<Ok<AddressList>, ProblemResult>> ListAsync(
            string id, CustomerDesk customers, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await customers.FindAsync(context.Caller().Tenant, id, cancellationToken);
            return stored is null ? new ProblemResult(problem!) : TypedResults.Ok(new AddressList(stored.Customer!.Addresses));
        }

        static async Task<Results<Ok<Address>, StatusCodeHttpResult, ProblemResult>> GetAsync(
            string id, string addressId, AddressDesk addresses, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await addresses.FindAsync(context.Caller().Tenant, id, addressId, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            return context.ClientHas(stored.Version) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(stored.Address);
        }
    }

    private static void MapWrites(RouteGroupBuilder group)
    {
        group.MapPost("", PostAsync)
            .WithName("addAddress")
            .WithSummary("Add an address")
            .WithDescription("The first address becomes the one that orders go to.")
            .ProducesProblems(400, 401, 403, 404, 409, 413, 415, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .AcceptIdempotencyKey()
            .RequireScope(CustomerScopes.Write);
        group.MapPut("/{addressId}", PutAsync)
            .WithName("replaceAddress")
            .WithSummary("Replace an address")
            .WithDescription(Versions)
            .ProducesProblems(400, 401, 403, 404, 412, 413, 415, 428, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .AcceptIdempotencyKey()
            .RequireIfMatch()
            .RequireScope(CustomerScopes.Write);
        group.MapDelete("/{addressId}", DeleteAsync)
            .WithName("removeAddress")
            .WithSummary("Remove an address")
            .WithDescription(Versions)
            .ProducesProblems(400, 401, 403, 404, 412, 428, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .AcceptIdempotencyKey()
            .RequireIfMatch()
            .RequireScope(CustomerScopes.Write);

        static async Task<Results<Created<Address>, ProblemResult>> PostAsync(
            string id, AddressDraft draft, AddressDesk addresses, HttpContext context, CancellationToken cancellationToken)
        {
            var addressId = IdempotencyKey.NewId(context, "address").ToString("N");
            var (stored, problem) = await addresses.AddAsync(context.Caller().Tenant, id, addressId, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Created(Locations.Below(context.Request, addressId), stored.Address);
        }

        static async Task<Results<Ok<Address>, ProblemResult>> PutAsync(
            string id, string addressId, AddressDraft draft, AddressDesk addresses, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await addresses.ReplaceAsync(context.Caller().Tenant, id, addressId, context.Request, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Ok(stored.Address);
        }

        static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
            string id, string addressId, AddressDesk addresses, HttpContext context, CancellationToken cancellationToken) =>
            await addresses.RemoveAsync(context.Caller().Tenant, id, addressId, context.Request, cancellationToken) is { } problem
                ? new ProblemResult(problem)
                : TypedResults.NoContent();
    }
}
