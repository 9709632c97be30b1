using Tollgate.Contracts.Events;

namespace Tollgate.Customers.Tests;

public sealed class EventTests() : EventPublisherContract(new CustomersModule());
