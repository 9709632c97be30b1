using Tollgate.Orders.Ordering;
using Tollgate.Platform.Events;

namespace Tollgate.Orders.Cancelling;

/// <summary>What is read of a reservation that ran out.</summary>
/// <param name="ReservationId">Its id, which is the order's.</param>
internal sealed record ReservationExpired(string ReservationId);

/// <summary>Calls off orders whose reservation ran out before the goods left: others may have bought them since.</summary>
internal sealed class ReservationHandler(Cancellation cancellation) : IEventHandler
{
    public const string Expired = "inventory.reservation-expired.v1";

    public async ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
    {
        var order = cloudEvent.GetData<ReservationExpired>().ReservationId;
        if (OrderRules.IsOrderId(order))
        {
            await cancellation.RequestAsync(cloudEvent.Tenant, order, new Cause("reservation-expired", "inventory"), cancellationToken);
        }
    }
}
