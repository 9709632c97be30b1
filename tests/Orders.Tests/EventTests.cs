using Tollgate.Contracts.Events;
using Tollgate.Orders.Cancelling;
using Tollgate.Orders.Customers;

namespace Tollgate.Orders.Tests;

public sealed class PublishedEventTests() : EventPublisherContract(new OrdersModule());

public sealed class HandledEventTests() : EventConsumerContract(new OrdersModule(), new Dictionary<string, Type>
{
    [CustomerHandler.Changed] = typeof(CustomerChanged),
    [CustomerHandler.Erased] = typeof(CustomerErased),
    [ReservationHandler.Expired] = typeof(ReservationExpired),
});
