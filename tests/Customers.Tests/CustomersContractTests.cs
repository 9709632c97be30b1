using Tollgate.Contracts.Services;

namespace Tollgate.Customers.Tests;

public sealed class CustomersContractTests() : ServiceContract(new CustomersModule())
{
    protected override async Task<IReadOnlyDictionary<string, string>> PlantAsync(ServiceHost service, HttpClient writer)
    {
        var (customer, _) = await writer.RegisterAsync();
        var (address, _) = await writer.AddAsync(customer + "/addresses", Customers.Square());
        using var consent = await writer.SendAsync("PUT", customer + "/consents/newsletter", """{"granted":true,"source":"form"}""");
        return new Dictionary<string, string>
        {
            ["/customers/{id}"] = customer,
            ["/customers/{id}/addresses/{addressId}"] = address,
            ["/customers/{id}/consents/{purpose}"] = customer + "/consents/newsletter",
        };
    }
}
