using Microsoft.Extensions.DependencyInjection;
using Tollgate.Orders.Ordering;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Placing;

/// <summary>Reserves what was ordered; not done where there is too little of something.</summary>
internal sealed class ReserveStock(OrderStore store, [FromKeyedServices("inventory")] ServiceClient inventory) : ISagaStep<OrderKey, StepAnswer>
{
    public const string Name = "reserve-stock";

    // The longest that the inventory holds a reservation: until then the goods have to leave.
    private const int ExpiresInSeconds = 7 * 24 * 60 * 60;

    private const string OutOfStock = "urn:tollgate:problem:out-of-stock";

    private static readonly string[] Scopes = ["inventory.write"];

    public async ValueTask<StepAnswer> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(input.Tenant, input.Order, cancellationToken)
            ?? throw new SagaStepFailed("order-missing", "The order is gone.");
        var body = new Reservation([.. stored.Order.Lines.Select(line => new ReservationItem(line.Product, line.Quantity))], ExpiresInSeconds);
        var answer = await inventory.SendAsync(
            HttpMethod.Put, "/reservations/" + input.Order, body, new AssertionSubject(input.Consumer, input.Tenant, Scopes), idempotencyKey: null, cancellationToken);
        return answer switch
        {
            { IsSuccess: true } => new StepAnswer(true),
            { Status: 409, Problem.Type: OutOfStock } => new StepAnswer(false),
            { Status: 409 or 422 } => throw new SagaStepFailed("reservation-refused", $"The reservation was refused: {answer.Problem?.Type}."),
            _ => throw answer.Unexpected(),
        };
    }

    private sealed record Reservation(IReadOnlyList<ReservationItem> Items, int ExpiresInSeconds);

    private sealed record ReservationItem(string Product, int Quantity);
}
