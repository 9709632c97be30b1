using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Tollgate.Payments.Ledger;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Trust;

namespace Tollgate.Payments.Processing;

internal static class PaymentEndpoints
{
    private static readonly ProblemType[] Refusals =
    [
        PaymentProblems.AmountExceeded,
        PaymentProblems.PaymentClosed,
        PaymentProblems.PaymentPending,
        ProblemTypes.DependencyUnavailable,
        PaymentProblems.ProviderRefused,
        PaymentProblems.PaymentDiffers,
    ];

    public static void MapPayments(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/payments").WithTags("Payments");
        MapReads(group);
        MapAuthorization(group);
        MapFollowing(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync)
            .WithName("listPayments")
            .WithSummary("List payments")
            .WithDescription("The latest first. Page by page: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 403, 503)
            .RequireScope(PaymentsScopes.Read);
        group.MapGet("/{id}", GetAsync)
            .WithName("getPayment")
            .WithSummary("Read a payment")
            .WithDescription("With If-None-Match the answer is 304 as long as the payment has not changed.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 403, 404, 503)
            .RequireScope(PaymentsScopes.Read);
        group.MapGet("/{id}/ledger", ListEntriesAsync)
            .WithName("listLedgerEntries")
            .WithSummary("List the ledger entries of a payment")
            .WithDescription("Double entry: those of a posting sum to zero. Page by page: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 403, 404, 503)
            .RequireScope(PaymentsScopes.Read);

        static async Task<Results<Ok<Page<Payment>>, ProblemResult>> ListAsync(
            [FromQuery] string? limit, [FromQuery] string? cursor, PaymentDesk desk, HttpContext context, CancellationToken cancellationToken)
        {
            var (page, problem) = await desk.ListAsync(context.Caller().Tenant, limit, cursor, cancellationToken);
            return page is null ? new ProblemResult(problem!) : context.ShowPage(page);
        }

        static async Task<Results<Ok<Payment>, StatusCodeHttpResult, ProblemResult>> GetAsync(
            string id, PaymentDesk desk, HttpContext context, CancellationToken cancellationToken)
        {
            if (await desk.FindAsync(context.Caller().Tenant, id, cancellationToken) is not { } payment)
            {
                return new ProblemResult(PaymentDesk.NotFound);
            }

            return context.ClientHas(payment.Version)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.Ok(payment.Record.Show(id));
        }

        static async Task<Results<Ok<Page<LedgerEntry>>, ProblemResult>> ListEntriesAsync(
            string id, [FromQuery] string? limit, [FromQuery] string? cursor, PaymentDesk desk, HttpContext context, CancellationToken cancellationToken)
        {
            var (page, problem) = await desk.ListEntriesAsync(context.Caller().Tenant, id, limit, cursor, cancellationToken);
            return page is null ? new ProblemResult(problem!) : context.ShowPage(page);
        }
    }

    private static void MapAuthorization(RouteGroupBuilder group)
    {
        group.MapPut("/{id}", PutAsync)
            .WithName("authorizePayment")
            .WithSummary("Authorize a payment")
            .WithDescription(
                "The client chooses the id and may repeat the request: 201 when the payment was made, 200 when it was made before. That the provider declines is no "
                + "error: 'state' says so. While the provider does not answer 'state' is pending; it is asked until it does.")
            .ProducesProblems([PaymentProblems.PaymentClosed, PaymentProblems.PaymentDiffers])
            .ProducesProblems(400, 401, 403, 413, 415, 503)
            .AcceptIdempotencyKey()
            .RequireScope(PaymentsScopes.Write);
        group.MapPost("/{id}/void", VoidAsync)
            .WithName("voidPayment")
            .WithSummary("Give up an authorization")
            .WithDescription(
                "May be repeated. What is pending is voided as soon as it is known. An id that was never used is closed for good: a request to authorize that comes late is refused.")
            .ProducesProblems([PaymentProblems.PaymentClosed, PaymentProblems.PaymentPending, ProblemTypes.DependencyUnavailable, PaymentProblems.ProviderRefused])
            .ProducesProblems(401, 403, 404, 503)
            .AcceptIdempotencyKey()
            .RequireScope(PaymentsScopes.Write);

        static async Task<Results<Created<Payment>, Ok<Payment>, ProblemResult>> PutAsync(
            string id, PaymentDraft draft, PaymentDesk desk, HttpContext context, CancellationToken cancellationToken)
        {
            var (payment, isNew, problem) = await desk.PutAsync(context.Caller().Tenant, id, draft, cancellationToken);
            if (payment is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(payment.Version);
            return isNew ? TypedResults.Created(id, payment.Record.Show(id)) : TypedResults.Ok(payment.Record.Show(id));
        }

        static Task<Results<Ok<Payment>, ProblemResult>> VoidAsync(
            string id, PaymentDesk desk, HttpContext context, CancellationToken cancellationToken) =>
            AnswerAsync(context, desk.VoidAsync(context.Caller().Tenant, id, cancellationToken));
    }

    private static void MapFollowing(RouteGroupBuilder group)
    {
        group.MapPost("/{id}/capture", CaptureAsync)
            .WithName("capturePayment")
            .WithSummary("Collect what is authorized")
            .WithDescription("Once: all of it, or a part, and what is left is freed. May be repeated with the same amount.")
            .ProducesProblems(Refusals)
            .ProducesProblems(400, 401, 403, 404, 413, 415, 503)
            .AcceptIdempotencyKey()
            .RequireScope(PaymentsScopes.Write);
        group.MapPost("/{id}/refunds", RefundAsync)
            .WithName("refundPayment")
            .WithSummary("Pay back what was captured, or a part")
            .WithDescription("Several refunds may follow each other, up to what was captured.")
            .ProducesProblems(Refusals)
            .ProducesProblems(400, 401, 403, 404, 413, 415, 503)
            .RequireIdempotencyKey()
            .RequireScope(PaymentsScopes.Write);

        static Task<Results<Ok<Payment>, ProblemResult>> CaptureAsync(
            string id, [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] CaptureDraft? draft,
            PaymentDesk desk, HttpContext context, CancellationToken cancellationToken) =>
            AnswerAsync(context, desk.CaptureAsync(context.Caller().Tenant, id, draft?.Amount, cancellationToken));

        static Task<Results<Ok<Payment>, ProblemResult>> RefundAsync(
            string id, RefundDraft draft, PaymentDesk desk, HttpContext context, CancellationToken cancellationToken) =>
            AnswerAsync(context, desk.RefundAsync(context.Caller().Tenant, id, IdempotencyKey.NewId(context, "refund").ToString("N"), draft.Amount, cancellationToken));
    }

    private static async Task<Results<Ok<Payment>, ProblemResult>> AnswerAsync(
        HttpContext context, ValueTask<(StoredPayment? Payment, Problem? Problem)> action)
    {
        var (payment, problem) = await action;
        if (payment is null)
        {
            return new ProblemResult(problem!);
        }

        context.Response.SetEntityTag(payment.Version);
        return TypedResults.Ok(payment.Record.Show(payment.Key.Id));
    }
}
