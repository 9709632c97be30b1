using Tollgate.Orders.Ordering;
using Tollgate.Platform.Events;

namespace Tollgate.Orders.Customers;

/// <summary>What the replica reads of a change.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Version">Counts the customer's changes.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">The mail address.</param>
/// <param name="Locale">The language, by its tag; null where none is known.</param>
internal sealed record CustomerChanged(string CustomerId, long Version, string Name, string Email, string? Locale = null);

/// <summary>What the replica reads of an erasure.</summary>
/// <param name="CustomerId">The customer's id.</param>
internal sealed record CustomerErased(string CustomerId);

/// <summary>Keeps the replica of customers, and erases what orders hold of those who were erased. The replica knows first.</summary>
internal sealed class CustomerHandler(CustomerReplica replica, OrderNotes notes, IDeadLetters deadLetters) : IEventHandler
{
    public const string Changed = "customers.customer-changed.v1";
    public const string Erased = "customers.customer-erased.v1";

    public async ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
    {
        if (cloudEvent.Type == Erased)
        {
            var erased = cloudEvent.GetData<CustomerErased>().CustomerId;
            await replica.EraseAsync(cloudEvent.Tenant, erased, cancellationToken);
            await notes.EraseAsync(cloudEvent.Tenant, erased, cancellationToken);
            await deadLetters.ForgetAsync(cloudEvent, erased, cancellationToken);
            return;
        }

        var changed = cloudEvent.GetData<CustomerChanged>();
        var customer = new Customer(changed.Name, changed.Email, changed.Locale ?? "");
        await replica.ChangeAsync(cloudEvent.Tenant, changed.CustomerId, new ReplicatedCustomer(customer, changed.Version), cancellationToken);
    }
}
