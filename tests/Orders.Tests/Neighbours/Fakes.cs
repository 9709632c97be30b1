using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Tests.Neighbours;

internal sealed record FakeProduct(string Id, string Name, Money Price, string Status = "active");

internal sealed class FakeCatalog
{
    public ConcurrentDictionary<string, FakeProduct> Products { get; } = new();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/products/{id}", (string id) =>
        Products.TryGetValue(id, out var product) ? Results.Ok(product) : Problems.Of(404, "resource-not-found"));
}

internal sealed record FakeCustomer(string Id, string Name, string Email, string Locale);

internal sealed class FakeCustomers
{
    public ConcurrentDictionary<string, FakeCustomer> Known { get; } = new();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/customers/{id}", (string id) =>
        Known.TryGetValue(id, out var customer) ? Results.Ok(customer) : Problems.Of(404, "resource-not-found"));
}

internal static class Problems
{
    public static IResult Of(int status, string kind) =>
        Results.Json(new { type = "urn:tollgate:problem:" + kind, status, detail = "So it is." }, contentType: "application/problem+json", statusCode: status);
}
