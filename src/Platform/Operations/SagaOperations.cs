using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Sagas;

namespace Tollgate.Platform.Operations;

/// <summary>Sagas for operators: list, show with the history, resume, cancel, raise, purge.</summary>
internal static class SagaOperations
{
    private const int MaxReason = 200;

    public static void MapSagas(this RouteGroupBuilder operations)
    {
        var group = operations.MapGroup("/sagas");
        group.MapGet("", ListAsync);
        group.MapGet("/{id}", GetAsync);
        group.MapPost("/{id}/resume", ResumeAsync);
        group.MapPost("/{id}/cancel", CancelAsync);
        group.MapPost("/{id}/events/{name}", RaiseAsync);
        group.MapDelete("/{id}", PurgeAsync);
    }

    private static async Task<Results<Ok<Page<SagaInstance>>, ProblemResult>> ListAsync(
        [AsParameters] SagaQueryText text, ISagaRuntime sagas, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var query = text.Read(faults);
        if (faults.Any)
        {
            return new ProblemResult(faults.ToProblem("The query can't be read."));
        }

        try
        {
            var page = await sagas.ListAsync(query, cancellationToken);
            return TypedResults.Ok(new Page<SagaInstance>(page.Instances, page.Cursor));
        }
        catch (ArgumentException exception)
        {
            faults.Add("cursor", exception.Message);
            return new ProblemResult(faults.ToProblem("The cursor is not one that this list gave."));
        }
    }

    private static async Task<Results<Ok<ShownSaga>, ProblemResult>> GetAsync(string id, ISagaRuntime sagas, CancellationToken cancellationToken) =>
        await sagas.GetAsync(id, cancellationToken) is { } instance
            ? TypedResults.Ok(new ShownSaga(instance, await sagas.ReadHistoryAsync(id, cancellationToken)))
            : new ProblemResult(NotFound(id));

    private static async Task<Results<Accepted, ProblemResult>> ResumeAsync(string id, ISagaRuntime sagas, CancellationToken cancellationToken) =>
        Answer(id, await sagas.ResumeAsync(id, cancellationToken));

    private static async Task<Results<Accepted, ProblemResult>> CancelAsync(
        string id, CancelRequest request, ISagaRuntime sagas, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        faults.RequireLine("/reason", request.Reason, MaxReason);
        return faults.Any
            ? new ProblemResult(faults.ToProblem("A saga is cancelled for a reason."))
            : Answer(id, await sagas.CancelAsync(id, request.Reason, cancellationToken));
    }

    private static async Task<Results<Accepted, ProblemResult>> RaiseAsync(
        string id, string name, JsonElement data, ISagaRuntime sagas, CancellationToken cancellationToken)
    {
        try
        {
            return Answer(id, await sagas.RaiseAsync(id, new SagaEvent(name, data), cancellationToken));
        }
        catch (ArgumentException exception)
        {
            return new ProblemResult(new Problem(ProblemTypes.ValidationFailed, exception.Message));
        }
    }

    private static async Task<Results<NoContent, ProblemResult>> PurgeAsync(string id, ISagaRuntime sagas, CancellationToken cancellationToken)
    {
        if (await sagas.GetAsync(id, cancellationToken) is not { } instance)
        {
            return new ProblemResult(NotFound(id));
        }

        return instance.HasEnded && await sagas.PurgeAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : new ProblemResult(new Problem(ProblemTypes.Conflict, $"Saga '{id}' hasn't ended: cancel it and wait for its end, then purge it."));
    }

    private static Results<Accepted, ProblemResult> Answer(string id, SagaSignal signal) => signal switch
    {
        SagaSignal.Accepted => TypedResults.Accepted((string?)null),
        SagaSignal.NotFound => new ProblemResult(NotFound(id)),
        SagaSignal.Ended => new ProblemResult(new Problem(ProblemTypes.Conflict, $"Saga '{id}' has ended.")),
        _ => new ProblemResult(new Problem(ProblemTypes.Conflict, $"Saga '{id}' isn't parked: there is nothing to resume.")),
    };

    private static Problem NotFound(string id) => new(ProblemTypes.ResourceNotFound, $"There is no saga '{id}'.");
}

/// <summary>An instance with what happened in it.</summary>
internal sealed record ShownSaga(SagaInstance Saga, IReadOnlyList<SagaHistoryItem> History);

/// <summary>Why an instance is cancelled.</summary>
internal sealed record CancelRequest(string Reason);

/// <summary>Which instances an operator asks for, as it stands in the query.</summary>
internal sealed record SagaQueryText(string? Status, string? From, string? To, string? Cursor, string? Limit)
{
    public SagaQuery Read(Faults faults) => new()
    {
        Status = ReadStatus(faults),
        From = ReadTime(faults, "from", From),
        To = ReadTime(faults, "to", To),
        Cursor = Cursor,
        PageSize = (int)faults.ReadNumber("limit", Limit, 1, 200, 50),
    };

    private static DateTimeOffset? ReadTime(Faults faults, string parameter, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        faults.Add(parameter, "Give a time such as 2030-01-31T12:00:00Z.");
        return null;
    }

    private SagaStatus? ReadStatus(Faults faults)
    {
        if (Status is null)
        {
            return null;
        }

        if (Enum.GetValues<SagaStatus>().Where(status => status.ToString().Equals(Status, StringComparison.OrdinalIgnoreCase)).ToList() is [var found])
        {
            return found;
        }

        faults.Add("status", "Give running, parked, nondeterministic, completed, failed or cancelled.");
        return null;
    }
}
