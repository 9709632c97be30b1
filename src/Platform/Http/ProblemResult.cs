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
    /// <summary>Adds problem responses with these statuses to the API description.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params IEnumerable<int> statuses)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(statuses);

        foreach (var status in statuses)
        {
            builder.Produces<ProblemDocument>(status, ProblemWriter.ContentType);
        }

        return builder;
    }

    /// <summary>Adds problem responses of kinds that their status alone doesn't tell.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params ProblemType[] types)
    {
        ArgumentNullException.ThrowIfNull(types);
        return builder.ProducesProblems(types.Select(type => type.Status).Distinct()).WithMetadata(new ProblemTypesMetadata(types));
    }
}

/// <summary>Endpoint metadata: kinds of problems that the API description names for their status, instead of the usual kind of that status.</summary>
/// <param name="Types">The kinds.</param>
public sealed record ProblemTypesMetadata(IReadOnlyList<ProblemType> Types);
