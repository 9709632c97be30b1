using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>What clients are told of branches that fail. Nothing of an upstream's own words: it may be one that they can't reach themselves.</summary>
internal static class BranchFailure
{
    public static Problem BrokenOff { get; } = new(ProblemTypes.UpstreamFailed, "The upstream broke off in the middle of its answer.");

    public static Problem NotJson { get; } = new(ProblemTypes.UpstreamFailed, "The upstream's answer is not JSON.");

    public static Problem StoreUnavailable { get; } = new(ProblemTypes.DependencyUnavailable, "A store that the call needs is not available; try again in a moment.")
    {
        Headers = [new("Retry-After", "1")],
    };

    public static Problem TooLarge(int maxSize) => new(ProblemTypes.UpstreamFailed, $"The upstream's answer is larger than {new ByteSize(maxSize)}.");

    public static Problem TimedOut(BranchModel branch) => new(ProblemTypes.UpstreamTimeout, $"There was no complete answer within {new Duration(branch.Timeout)}.");

    public static Problem NoList(string source) => new(ProblemTypes.UpstreamFailed, $"'{source}' is not a list.");

    public static Problem TooMany(int count, int max) =>
        new(ProblemTypes.UpstreamFailed, string.Create(CultureInfo.InvariantCulture, $"There are {count} items, and only the first {max} are looked at."));

    /// <summary>A branch that wasn't tried, because of one that it needs.</summary>
    public static Problem Skipped(string needed, Problem failure) => failure with { Detail = $"The branch '{needed}' is needed for it and failed: {failure.Detail}", Errors = [] };

    /// <summary>The end of the whole.</summary>
    public static Problem Fatal(string branch, Problem failure) => failure with { Detail = $"The branch '{branch}' failed: {failure.Detail}" };

    /// <summary>A status that stands for no answer.</summary>
    public static Problem OfStatus(int status, string? retryAfter)
    {
        var type = status switch
        {
            StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity => ProblemTypes.ValidationFailed,
            StatusCodes.Status403Forbidden => ProblemTypes.Forbidden,
            StatusCodes.Status404NotFound or StatusCodes.Status410Gone => ProblemTypes.ResourceNotFound,
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => ProblemTypes.ReducedCapacity,
            StatusCodes.Status504GatewayTimeout => ProblemTypes.UpstreamTimeout,
            _ => ProblemTypes.UpstreamFailed,
        };
        var problem = new Problem(type, string.Create(CultureInfo.InvariantCulture, $"The upstream answered with status {status}."));
        return type == ProblemTypes.ReducedCapacity && IsSeconds(retryAfter) ? problem with { Headers = [new("Retry-After", retryAfter!)] } : problem;
    }

    private static bool IsSeconds(string? text) => text is { Length: > 0 and < 6 } && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
