using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Customers.PersonalData;

internal static class PersonalDataEndpoints
{
    public static void MapPersonalData(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/customers/{id}").WithTags("Personal data").AfterSeed();

        group.MapGet("/export", ExportAsync)
            .WithName("exportCustomer")
            .WithSummary("Export everything that is known of a customer")
            .WithDescription("One document with the customer, its addresses and all decisions on consents.")
            .ProducesProblems(401, 403, 404, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .RequireScope(CustomerScopes.Read);
        group.MapPost("/erasure", EraseAsync)
            .WithName("eraseCustomer")
            .WithSummary("Erase a customer for good")
            .WithDescription("Only the id and the time of the erasure stay. Other services erase their copies when they hear of it. Asked again, the answer is the same.")
            .ProducesProblems(401, 403, 404, 409, 503)
            .AcceptIdempotencyKey()
            .RequireScope(CustomerScopes.Write);

        static async Task<Results<Ok<CustomerExport>, ProblemResult>> ExportAsync(
            string id, Export export, HttpContext context, CancellationToken cancellationToken)
        {
            var (made, problem) = await export.MakeAsync(context.Caller().Tenant, id, cancellationToken);
            if (made is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"customer-{id}.json\"";
            return TypedResults.Ok(made);
        }

        static async Task<Results<Ok<ErasedCustomer>, ProblemResult>> EraseAsync(
            string id, Erasure erasure, HttpContext context, CancellationToken cancellationToken)
        {
            var own = context.Features.Get<IdempotencyKey>();
            var (erased, problem) = await erasure.EraseAsync(context.Caller().Tenant, id, own, cancellationToken);
            return erased is null ? new ProblemResult(problem!) : TypedResults.Ok(erased);
        }
    }
}
