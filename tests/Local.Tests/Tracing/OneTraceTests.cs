using System.Net;
using System.Net.Http.Json;
using Tollgate.Local.Tests.Processes;

namespace Tollgate.Local.Tests.Tracing;

/// <summary>What an operator sees of a request: one trace, exported by the real process.</summary>
public sealed class OneTraceTests
{
    private const string Client = "b7ad6b7169203331";

    [Fact]
    public async Task A_request_through_the_gateway_is_one_trace_whose_spans_say_what_was_asked()
    {
        const string traceId = "0af7651916cd43dd8448eb211c80319c";
        const string expected = "gateway: PUT /inventory/v1/{*path} > inventory: PUT /stock/{product}/{warehouse} > publish inventory.stock-changed.v1";
        await using var collector = await TraceCollector.StartAsync();
        await using var local = await LocalProcess.StartAsync(collector.Settings, "--memory", "--only", "gateway,inventory");
        using var request = local.Request(HttpMethod.Put, "/inventory/v1/stock/p1/main", local.DemoKey);
        request.Headers.Add("traceparent", $"00-{traceId}-{Client}-01");
        request.Headers.Add("If-None-Match", "*");
        request.Content = JsonContent.Create(new { onHand = 5 });

        using var response = await local.Client.SendAsync(request);
        var tree = await collector.WaitAsync(traceId, tree => tree.Paths is [expected]);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal([expected], tree.Paths);
        Assert.Equal(Client, Assert.Single(tree.Roots).ParentId);
    }

    [Fact]
    public async Task Each_branch_of_a_composed_answer_has_its_own_span_with_the_services_below()
    {
        const string traceId = "1bf7651916cd43dd8448eb211c80319d";
        await using var collector = await TraceCollector.StartAsync();
        await using var local = await LocalProcess.StartAsync(collector.Settings, "--memory", "--only", "gateway,orders");
        using var request = local.Request(HttpMethod.Get, "/orders/v1/unknown/overview", local.DemoKey);
        request.Headers.Add("traceparent", $"00-{traceId}-{Client}-01");

        using var response = await local.Client.SendAsync(request);
        var tree = await collector.WaitAsync(traceId, tree => tree.Paths.Any(IsOfOrders));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(tree.Paths, IsOfOrders);
    }

    private static bool IsOfOrders(string path) => path.StartsWith("gateway: GET /orders/v1/{id}/overview > GET /orders/{id} > orders: GET", StringComparison.Ordinal);
}
