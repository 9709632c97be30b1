using Tollgate.Contracts.Events;
using Tollgate.Notifications.Mails;

namespace Tollgate.Notifications.Tests;

public sealed class HandledEventTests() : EventConsumerContract(new NotificationsModule(), new Dictionary<string, Type>
{
    [OrderNewsHandler.Confirmed] = typeof(OrderNews),
    [OrderNewsHandler.Rejected] = typeof(RejectionNews),
    [OrderNewsHandler.Cancelled] = typeof(OrderNews),
    [Refunds.Refunded] = typeof(RefundNews),
    [ErasureHandler.Erased] = typeof(ErasureNews),
});
