using Tollgate.Contracts.Services;

namespace Tollgate.Payments.Tests;

public sealed class PaymentsContractTests() : ServiceContract(new PaymentsModule())
{
    protected override async Task<IReadOnlyDictionary<string, string>> PlantAsync(ServiceHost service, HttpClient writer)
    {
        using var made = await writer.PayAsync("p1");
        return new Dictionary<string, string> { ["/payments/{id}"] = "/payments/p1" };
    }
}
