using Tollgate.Platform.Events;

namespace Tollgate.Notifications.Mails;

/// <summary>Forgets customers who asked for it.</summary>
internal sealed class ErasureHandler(Erasure erasure, IDeadLetters deadLetters) : IEventHandler
{
    public const string Erased = "customers.customer-erased.v1";

    public async ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
    {
        var customer = cloudEvent.GetData<ErasureNews>().CustomerId;
        await erasure.EraseAsync(cloudEvent.Tenant, customer, cancellationToken);
        await deadLetters.ForgetAsync(cloudEvent, customer, cancellationToken);
    }
}
