using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Customers;

/// <summary>Finds customers: in the replica, and where that knows nothing yet, by asking their service.</summary>
internal sealed class CustomerDirectory(CustomerReplica replica, [FromKeyedServices("customers")] ServiceClient customers)
{
    private static readonly string[] Scopes = ["customers.read"];

    /// <summary>A customer, null where there is none or the customer was erased.</summary>
    /// <exception cref="ServiceUnavailableException">The replica knows nothing and the service can't be asked.</exception>
    public async ValueTask<Customer?> FindAsync(string tenant, string consumer, string id, CancellationToken cancellationToken)
    {
        if (await replica.FindAsync(tenant, id, cancellationToken) is { } known)
        {
            return known.Customer;
        }

        var answer = await customers.SendAsync(
            HttpMethod.Get, "/customers/" + Uri.EscapeDataString(id), body: null, new AssertionSubject(consumer, tenant, Scopes), idempotencyKey: null, cancellationToken);
        if (answer.Status is 404 or 410)
        {
            return null;
        }

        var read = answer.Read<CustomerAnswer>();
        return read.Email is null ? null : new Customer(read.Name ?? "", read.Email, read.Locale ?? "");
    }

    private sealed record CustomerAnswer(string? Name = null, string? Email = null, string? Locale = null);
}
