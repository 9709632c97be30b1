using Tollgate.Platform.Events;

namespace Tollgate.Orders.Customers;

/// <summary>The customers that the replica knows as erased.</summary>
internal sealed class ErasedCustomers(CustomerReplica replica) : IErasedPeople
{
    public async ValueTask<bool> AreNamedInAsync(CloudEvent cloudEvent, CancellationToken cancellationToken) =>
        cloudEvent.Type == CustomerHandler.Changed
        && await replica.FindAsync(cloudEvent.Tenant, cloudEvent.GetData<NamedCustomer>().CustomerId, cancellationToken) is { Customer: null };

    private sealed record NamedCustomer(string CustomerId);
}
