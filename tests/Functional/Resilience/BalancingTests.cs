using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Resilience;

public sealed class BalancingTests
{
    [Theory]
    [InlineData("header:X-Tenant", "X-Tenant", "acme")]
    [InlineData("cookie:session", "Cookie", "other=1; session=4711")]
    [InlineData("ip", "X-Unused", "1")]
    [InlineData("consumer", "X-Unused", "1")]
    public async Task The_same_caller_meets_the_same_server(string hashOn, string header, string value)
    {
        await using var servers = await Servers.StartAsync(4);
        await using var gateway = await Balanced.StartAsync(servers.Urls, $"balance: consistentHash\nhashOn: {hashOn}");

        var answers = await AskAsync(gateway, 12, _ => (header, value));

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Different_callers_meet_different_servers()
    {
        await using var servers = await Servers.StartAsync(4);
        await using var gateway = await Balanced.StartAsync(servers.Urls, "balance: consistentHash\nhashOn: header:X-Tenant");

        var answers = await AskAsync(gateway, 40, request => ("X-Tenant", $"tenant-{request}"));

        Assert.Equal(4, answers.Distinct().Count());
    }

    [Fact]
    public async Task Weights_decide_who_gets_how_much()
    {
        await using var servers = await Servers.StartAsync(2);
        await using var gateway = await GatewayHost.StartAsync(
            $$"""
            upstream: u
            urls: [{{servers.Urls[0]}}, { url: "{{servers.Urls[1]}}", weight: 3 }]
            ---
            api: a
            path: /a
            upstream: u
            access: anonymous
            """);

        var answers = await AskAsync(gateway, 40, _ => ("X-Unused", "1"));

        Assert.Equal([10, 30], [answers.Count(answer => answer == "0"), answers.Count(answer => answer == "1")]);
    }

    private static async Task<List<string>> AskAsync(GatewayHost gateway, int times, Func<int, (string, string)> header)
    {
        List<string> answers = [];
        for (var request = 0; request < times; request++)
        {
            using var response = await gateway.GetAsync("/a/x", header(request));
            answers.Add(await response.Content.ReadAsStringAsync());
        }

        return answers;
    }

    private sealed class Servers(IReadOnlyList<HttpServer> all) : IAsyncDisposable
    {
        public IReadOnlyList<Uri> Urls { get; } = [.. all.Select(server => server.Url)];

        public static async Task<Servers> StartAsync(int count) => new(
            await Task.WhenAll(Enumerable.Range(0, count).Select(index => HttpServer.StartAsync(context => context.Response.WriteAsync($"{index}")))));

        public async ValueTask DisposeAsync()
        {
            foreach (var server in all)
            {
                await server.DisposeAsync();
            }
        }
    }
}
