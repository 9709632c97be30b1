using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;
using Tollgate.Testing;

namespace Tollgate.Functional.Pipeline;

public sealed class AssertionTests
{
    [Fact]
    public async Task A_service_of_ours_gets_an_assertion_and_a_foreign_upstream_never_does()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(EchoAssertion);
        await using var gateway = await GatewayHost.StartAsync($"""
            api: own
            path: /own
            upstream: things
            access: anonymous
            ---
            api: foreign
            path: /foreign
            upstream: ["{upstream.Url}"]
            access: anonymous
            """, clock);
        await gateway.Registry.RegisterAsync(new("things", "one", upstream.Url), CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(2));

        using var own = await gateway.GetAsync("/own/x", ("Tollgate-Assertion", "forged"));
        using var foreign = await gateway.GetAsync("/foreign/x", ("Tollgate-Assertion", "forged"));

        Assert.Equal(3, (await own.Content.ReadAsStringAsync()).Split('.').Length);
        Assert.Equal("none", await foreign.Content.ReadAsStringAsync());
    }

    private static Task EchoAssertion(HttpContext context) =>
        context.Response.WriteAsync(context.Request.Headers["Tollgate-Assertion"] is [{ } assertion] ? assertion : "none");
}
