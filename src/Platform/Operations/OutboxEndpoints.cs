using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Operations;

/// <summary>What the service has committed and perhaps not sent.</summary>
internal static class OutboxEndpoints
{
    public static void MapOutbox(this IEndpointRouteBuilder operations) => operations.MapGet("/outbox", ListAsync);

    // One page: normally there are none, and a hundred say as much as all.
    private static async Task<Results<Ok<Page<PendingOutbox>>, ProblemResult>> ListAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var outbox = context.RequestServices.GetRequiredService<Outbox>();
        try
        {
            return TypedResults.Ok(new Page<PendingOutbox>(await outbox.ListPendingAsync(PageRequest.MaxLimit, cancellationToken)));
        }
        catch (TableStoreException)
        {
            return new ProblemResult(new Problem(ProblemTypes.DependencyUnavailable, "The outbox can't be read at the moment. Try again shortly."));
        }
    }
}
