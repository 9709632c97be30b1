using Tollgate.Contracts.Services;

namespace Tollgate.Customers.Tests;

public sealed class CustomersContractTests() : ServiceContract(new CustomersModule());
