using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Orders.Customers;

namespace Tollgate.Orders.Tests;

public sealed class OrdersContractTests() : ServiceContract(new OrdersModule())
{
    protected override async Task<IReadOnlyDictionary<string, string>> PlantAsync(ServiceHost service, HttpClient writer)
    {
        var ada = new ReplicatedCustomer(new Customer("Ada", "ada@example.com", "en"), 1);
        await service.Services.GetRequiredService<CustomerReplica>().ChangeAsync("default", OrdersHost.Ada, ada, CancellationToken.None);
        using var created = await writer.SendAsync("POST", "/orders", OrdersHost.Draft().ToJsonString(), key: "planted");
        return new Dictionary<string, string> { ["/orders/{id}"] = "/" + created.Headers.Location };
    }
}
