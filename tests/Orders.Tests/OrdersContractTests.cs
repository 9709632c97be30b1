using Tollgate.Contracts.Services;

namespace Tollgate.Orders.Tests;

public sealed class OrdersContractTests() : ServiceContract(new OrdersModule());
