using Tollgate.Contracts.Services;

namespace Tollgate.Payments.Tests;

public sealed class PaymentsContractTests() : ServiceContract(new PaymentsModule());
