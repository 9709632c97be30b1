using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Platform.Operations;

/// <summary>The events that the service could not handle.</summary>
internal static class DeadLetterEndpoints
{
    private const string List = "dead-letters";

    public static void MapDeadLetters(this IEndpointRouteBuilder operations)
    {
        var group = operations.MapGroup($"/{List}");
        group.MapGet("", ListAsync);
        group.MapGet("/{id}", GetAsync);
        group.MapPost("/{id}/replay", ReplayAsync);
        group.MapDelete("/{id}", PurgeAsync);
    }

    private static async Task<Results<Ok<Page<DeadLetterSummary>>, ProblemResult>> ListAsync(
        HttpContext context, string? limit, string? cursor, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var page = PageRequest.Read(List, limit, cursor, faults);
        if (faults.Any)
        {
            return new ProblemResult(faults.ToProblem("The list can't be read like this."));
        }

        return await RunAsync<Results<Ok<Page<DeadLetterSummary>>, ProblemResult>>(
            async () =>
            {
                var found = await Of(context).ListAsync(page.After, page.Limit, cancellationToken);
                return TypedResults.Ok(new Page<DeadLetterSummary>([.. found.Items.Select(DeadLetterSummary.Of)], found.Cursor is { } next ? page.Write(next) : null));
            },
            static problem => problem);
    }

    private static Task<Results<Ok<DeadLetterDetails>, ProblemResult>> GetAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        RunAsync<Results<Ok<DeadLetterDetails>, ProblemResult>>(
            async () => await Of(context).PeekAsync(id, cancellationToken) is { } dead ? TypedResults.Ok(DeadLetterDetails.Of(dead)) : NotFound(),
            static problem => problem);

    private static Task<Results<NoContent, ProblemResult>> ReplayAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        RunAsync<Results<NoContent, ProblemResult>>(
            async () =>
            {
                var result = await Of(context).ReplayAsync(id, cancellationToken);
                return result.Outcome switch
                {
                    ReplayOutcome.Handled => TypedResults.NoContent(),
                    ReplayOutcome.NotFound => NotFound(),
                    ReplayOutcome.Busy => Busy(),
                    _ => new ProblemResult(new Problem(ProblemTypes.Conflict, $"The handler failed again; the dead letter stays: {result.Failure}")),
                };
            },
            static problem => problem);

    private static Task<Results<NoContent, ProblemResult>> PurgeAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        RunAsync<Results<NoContent, ProblemResult>>(
            async () => await Of(context).PurgeAsync([id], cancellationToken) switch
            {
                { Purged: > 0 } => TypedResults.NoContent(),
                { Busy: [] } => NotFound(),
                _ => Busy(),
            },
            static problem => problem);

    private static IDeadLetters Of(HttpContext context) => context.RequestServices.GetRequiredService<IDeadLetters>();

    private static async Task<T> RunAsync<T>(Func<Task<T>> work, Func<ProblemResult, T> refuse)
    {
        try
        {
            return await work();
        }
        catch (EventBusException)
        {
            return refuse(new ProblemResult(new Problem(ProblemTypes.DependencyUnavailable, "The event bus is not available at the moment. Try again shortly.")));
        }
    }

    private static ProblemResult Busy() =>
        new(new Problem(ProblemTypes.Conflict, "Someone else replays or holds this dead letter at the moment. It is still there: try again shortly.")
        {
            Headers = [new("Retry-After", "10")],
        });

    private static ProblemResult NotFound() =>
        new(new Problem(ProblemTypes.ResourceNotFound, "There is no such dead letter; GET /_ops/dead-letters lists them."));
}

/// <summary>A dead letter in a list: enough to choose it, nothing of what it is about.</summary>
internal sealed record DeadLetterSummary(
    string Id, string? Type, string? Subject, string? Tenant, string? Event, string Reason, int Deliveries, DateTimeOffset Time)
{
    public static DeadLetterSummary Of(DeadLetter dead) => new(
        dead.Id, dead.Event?.Type, dead.Event?.Subject, dead.Event?.Tenant, dead.Event?.Id, dead.Reason, dead.Deliveries, dead.Time);
}

/// <summary>A dead letter with all that is known of it.</summary>
internal sealed record DeadLetterDetails(string Id, string Reason, string Description, int Deliveries, DateTimeOffset Time, CloudEvent? Event)
{
    public static DeadLetterDetails Of(DeadLetter dead) => new(dead.Id, dead.Reason, dead.Description, dead.Deliveries, dead.Time, dead.Event);
}
