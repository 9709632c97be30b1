using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Platform.Http;

/// <summary>A problem as the result of an endpoint.</summary>
public sealed class ProblemResult(Problem problem) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, problem);
}

/// <summary>The body of a problem as API descriptions show it (RFC 9457).</summary>
/// <param name="Type">What kind of error it is; never changes, so programs may rely on it.</param>
/// <param name="Title">A summary of the kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened here and what to do about it.</param>
/// <param name="TraceId">Finds the request in traces and logs.</param>
/// <param name="Errors">Single faults of the request, where there are such.</param>
public sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, string TraceId, IReadOnlyList<ProblemError>? Errors = null);

/// <summary>How endpoints describe the problems that they may answer with.</summary>
public static class ProblemDescriptions
{
    /// <summary>Adds problem responses to the API description: of each status its usual kind.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params IEnumerable<int> statuses)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(statuses);

        return builder.ProducesProblems([.. statuses.Select(status => status is StatusCodes.Status400BadRequest
            ? ProblemTypes.ValidationFailed
            : ProblemTypes.OfStatus(status) ?? throw new ArgumentException($"No problem stands for status {status} as such: name its type.", nameof(statuses)))]);
    }

    /// <summary>Adds problem responses of certain kinds to the API description.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params ProblemType[] types)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(types);

        foreach (var status in types.Select(type => type.Status).Distinct())
        {
            builder.Produces<ProblemDocument>(status, ProblemWriter.ContentType);
        }

        return builder.WithMetadata(new ProblemTypesMetadata(types));
    }
}

/// <summary>Endpoint metadata: kinds of problems that the API description names.</summary>
/// <param name="Types">The kinds.</param>
public sealed record ProblemTypesMetadata(IReadOnlyList<ProblemType> Types);
