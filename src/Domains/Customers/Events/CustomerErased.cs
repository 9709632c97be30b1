using Tollgate.Platform.Events;

namespace Tollgate.Customers.Events;

/// <summary>A customer was erased, and so must be every copy: the data of <see cref="Type"/>.</summary>
internal sealed record CustomerErased(string CustomerId)
{
    public const string Type = "customers.customer-erased.v1";

    public static OutboxMessage Of(string tenant, string id) => OutboxMessage.Event(Type, id, tenant, new CustomerErased(id));
}
