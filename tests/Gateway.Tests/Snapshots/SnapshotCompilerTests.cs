using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Routing;
using Tollgate.Gateway.Snapshots;
using Tollgate.Gateway.Tests.Routing;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Snapshots;

public sealed class SnapshotCompilerTests
{
    private static readonly ConfigurationHead Head = new(1, null, 0, 0);

    [Fact]
    public async Task A_configuration_that_can_not_be_compiled_closes_no_connections_of_the_one_in_use()
    {
        var clock = new ManualClock();
        using var clients = new UpstreamClients(clock);
        var compiler = Compilers.Compiler(clients, clock);
        var inUse = compiler.Compile(Head, new ResourceSet { Apis = [Apis.Api("a", "/a", "/x")] }, []);
        var other = Apis.Api("b", "/b", "not a match") with { Upstream = new UpstreamReference { Urls = ["http://127.0.0.1:1"] } };

        Assert.Throws<FormatException>(() => compiler.Compile(Head, new ResourceSet { Apis = [other] }, []));
        clock.Advance(TimeSpan.FromHours(1));

        await AssertOpenAsync(inUse.Routes.Routes[0]);
    }

    [Fact]
    public async Task Connections_that_a_new_configuration_has_no_use_for_are_closed_after_a_grace_period()
    {
        var clock = new ManualClock();
        using var clients = new UpstreamClients(clock);
        var compiler = Compilers.Compiler(clients, clock);
        var before = compiler.Compile(Head, new ResourceSet { Apis = [Apis.Api("a", "/a", "/x")] }, []);

        compiler.Compile(Head, new ResourceSet(), []);
        clock.Advance(TimeSpan.FromSeconds(59));
        await AssertOpenAsync(before.Routes.Routes[0]);
        clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync(before.Routes.Routes[0]));
    }

    // Nobody listens there: a pool that is open finds that out.
    private static Task AssertOpenAsync(RouteModel route) => Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(route));

    private static async Task SendAsync(RouteModel route)
    {
        using var request = new UpstreamMessage(HttpMethod.Get, route.Upstream.Pool.Nodes[0].State.Destination.Address);
        using var response = await route.Upstream.Client.SendAsync(request, CancellationToken.None);
    }
}
