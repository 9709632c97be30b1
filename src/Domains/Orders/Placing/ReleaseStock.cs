using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Placing;

/// <summary>What became of a reservation.</summary>
/// <param name="IsShipped">Whether the goods have left already, so that nothing could be released.</param>
internal sealed record ReleaseAnswer(bool IsShipped);

/// <summary>Releases the reservation. One that was never made is closed for good, so that a request to make it which comes late is refused.</summary>
internal sealed class ReleaseStock([FromKeyedServices("inventory")] ServiceClient inventory) : ISagaStep<OrderKey, ReleaseAnswer>
{
    public const string Name = "release-stock";

    private static readonly string[] Scopes = ["inventory.write"];

    /// <summary>For orders that can't be kept: goods that left before the order was confirmed are a matter for an operator.</summary>
    /// <exception cref="SagaStepFailed">The goods have left.</exception>
    public static void RefuseShipped(ReleaseAnswer answer)
    {
        if (answer.IsShipped)
        {
            throw new SagaStepFailed("goods-shipped", "The goods left before the order was confirmed. Call them back, release the reservation, then resume.");
        }
    }

    public async ValueTask<ReleaseAnswer> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken)
    {
        var answer = await inventory.SendAsync(
            HttpMethod.Delete, "/reservations/" + input.Order, body: null, new AssertionSubject(input.Consumer, input.Tenant, Scopes), idempotencyKey: null, cancellationToken);
        return answer switch
        {
            { IsSuccess: true } => new ReleaseAnswer(false),
            { Status: 409 } => new ReleaseAnswer(true),
            _ => throw answer.Unexpected(),
        };
    }
}
