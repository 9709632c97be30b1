using Tollgate.Platform.Events;

namespace Tollgate.Notifications.Mails;

/// <summary>Forgets customers who asked for it.</summary>
internal sealed class ErasureHandler(Erasure erasure) : IEventHandler
{
    public const string Erased = "customers.customer-erased.v1";

    public ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken) =>
        erasure.EraseAsync(cloudEvent.Tenant, cloudEvent.GetData<ErasureNews>().CustomerId, cancellationToken);
}
