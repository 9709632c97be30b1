using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private HttpServer _upstream = null!;
    private GatewayHost _gateway = null!;
    private int _received;

    public async Task InitializeAsync()
    {
        _upstream = await HttpServer.StartAsync(context =>
        {
            Interlocked.Increment(ref _received);
            return context.Response.WriteAsync(context.Request.Headers["Idempotency-Key"].ToString());
        });
        _gateway = await GatewayHost.StartAsync($$"""
            api: a
            path: /a
            upstream: ["{{_upstream.Url}}"]
            access: anonymous
            idempotency: required
            routes:
              - match: /strict
              - match: /lax
                idempotency: optional
              - match: /inherits-nothing
                idempotency: null
            """);
    }

    [Theory]
    [InlineData("POST", "/a/strict", null, HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "/a/strict", null, HttpStatusCode.BadRequest)]
    [InlineData("POST", "/a/strict", "", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/a/strict", "a,b", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/a/strict", "8e03978e-40d5-43e8-bc93-6894a57f9324", HttpStatusCode.OK)]
    [InlineData("POST", "/a/strict", "\"8e03978e\"", HttpStatusCode.OK)]
    [InlineData("PATCH", "/a/strict", "k", HttpStatusCode.OK)]
    [InlineData("PUT", "/a/strict", null, HttpStatusCode.OK)]
    [InlineData("DELETE", "/a/strict", null, HttpStatusCode.OK)]
    [InlineData("GET", "/a/strict", null, HttpStatusCode.OK)]
    [InlineData("POST", "/a/lax", null, HttpStatusCode.OK)]
    [InlineData("POST", "/a/lax", "a,b", HttpStatusCode.OK)]
    [InlineData("POST", "/a/inherits-nothing", null, HttpStatusCode.OK)]
    public async Task A_route_that_needs_a_key_passes_on_what_may_be_repeated_only(string method, string path, string? key, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key is null ? [] : [key]);

        using var response = await _gateway.Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected is HttpStatusCode.OK ? 1 : 0, _received);
        Assert.Equal(expected is HttpStatusCode.OK, body == (key ?? ""));
    }

    [Fact]
    public async Task A_refusal_says_what_to_do_and_is_recorded()
    {
        using var response = await _gateway.Client.PostAsync("/a/strict", JsonContent.Create(new { }));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        var record = await _gateway.Log.NextAsync();

        Assert.Equal("urn:tollgate:problem:idempotency-key-invalid", problem.GetProperty("type").GetString());
        Assert.Contains("Send an Idempotency-Key", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("idempotency-key-invalid", record["problemType"]);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
