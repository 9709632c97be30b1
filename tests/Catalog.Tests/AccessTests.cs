using System.Net;
using Tollgate.Contracts.Services;

namespace Tollgate.Catalog.Tests;

public sealed class AccessTests : IAsyncLifetime
{
    private ServiceHost _catalog = null!;

    public async Task InitializeAsync() => _catalog = await CatalogHost.StartAsync();

    [Fact]
    public async Task Without_an_assertion_nothing_is_said_about_the_request()
    {
        using var client = _catalog.AnonymousClient();

        using var read = await client.SendAsync("GET", "/products?limit=abc");
        using var write = await client.SendAsync("POST", "/products", "{");

        await read.ProblemAsync(401, "credential-missing");
        await write.ProblemAsync(401, "credential-missing");
        Assert.Equal("Tollgate-Assertion", read.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_bad_or_repeated_assertion_is_401()
    {
        using var good = await _catalog.WriterAsync();
        var assertion = good.DefaultRequestHeaders.GetValues("Tollgate-Assertion").Single();
        using var bad = _catalog.AnonymousClient();
        bad.DefaultRequestHeaders.Add("Tollgate-Assertion", assertion[..^4]);
        using var twice = _catalog.AnonymousClient();
        twice.DefaultRequestHeaders.Add("Tollgate-Assertion", [assertion, assertion]);

        using var refused = await bad.SendAsync("GET", "/products");
        using var repeated = await twice.SendAsync("GET", "/products");

        await refused.ProblemAsync(401, "credential-invalid");
        await repeated.ProblemAsync(401, "credential-invalid");
    }

    [Fact]
    public async Task Reading_needs_no_scope_and_writing_does()
    {
        using var reader = await _catalog.ClientAsync("default", "catalog.read", "catalog.writer");

        using var read = await reader.SendAsync("GET", "/products");
        using var write = await reader.SendAsync("POST", "/products", "{");

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        await write.ProblemAsync(403, "forbidden");
    }

    public async Task DisposeAsync() => await _catalog.DisposeAsync();
}
