using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Customers.Consents;

internal static class ConsentEndpoints
{
    public static void MapConsents(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/customers/{id}/consents").WithTags("Consents").AfterSeed();

        group.MapGet("", ListAsync)
            .WithName("listConsents")
            .WithSummary("List what a customer consents to now")
            .ProducesProblems(401, 403, 404, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .RequireScope(CustomerScopes.Read);
        group.MapGet("/{purpose}", GetAsync)
            .WithName("getConsent")
            .WithSummary("Read the decisions on a purpose")
            .ProducesProblems(401, 403, 404, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .RequireScope(CustomerScopes.Read);
        group.MapPut("/{purpose}", PutAsync)
            .WithName("decideConsent")
            .WithSummary("Record a customer's decision on a purpose")
            .WithDescription(
                $"Every decision that changes something is kept with its source and time, the latest {ConsentDesk.MaxDecisions} on each purpose. "
                + $"A customer decides on at most {ConsentDesk.MaxPurposes} purposes.")
            .ProducesProblems(400, 401, 403, 404, 409, 413, 415, 503)
            .ProducesProblems(CustomerProblems.ErasedType)
            .AcceptIdempotencyKey()
            .RequireScope(CustomerScopes.Write);

        static async Task<Results<Ok<ConsentList>, ProblemResult>> ListAsync(
            string id, ConsentDesk consents, HttpContext context, CancellationToken cancellationToken)
        {
            var (list, problem) = await consents.ListAsync(context.Caller().Tenant, id, cancellationToken);
            return list is null ? new ProblemResult(problem!) : TypedResults.Ok(list);
        }

        static async Task<Results<Ok<ConsentHistory>, ProblemResult>> GetAsync(
            string id, string purpose, ConsentDesk consents, HttpContext context, CancellationToken cancellationToken)
        {
            var (history, problem) = await consents.FindAsync(context.Caller().Tenant, id, purpose, cancellationToken);
            return history is null ? new ProblemResult(problem!) : TypedResults.Ok(history);
        }

        static async Task<Results<Ok<Consent>, ProblemResult>> PutAsync(
            string id, string purpose, ConsentDraft draft, ConsentDesk consents, HttpContext context, CancellationToken cancellationToken)
        {
            var (consent, problem) = await consents.DecideAsync(context.Caller().Tenant, id, purpose, draft, cancellationToken);
            return consent is null ? new ProblemResult(problem!) : TypedResults.Ok(consent);
        }
    }
}
