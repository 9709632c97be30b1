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
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestTotal = TimeSpan.FromSeconds(225);

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
    public async Task Connections_that_a_new_configuration_has_no_use_for_are_closed_when_no_request_can_try_again_any_more()
    {
        var clock = new ManualClock();
        using var clients = new UpstreamClients(clock);
        var compiler = Compilers.Compiler(clients, clock);
        var before = compiler.Compile(Head, new ResourceSet { Apis = [Apis.Api("a", "/a", "/x")] }, []);

        compiler.Compile(Head, new ResourceSet(), []);
        clock.Advance(LongestQueue + LongestTotal);
        await AssertOpenAsync(before.Routes.Routes[0]);
        clock.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync(before.Routes.Routes[0]));
    }

    [Theory]
    [InlineData(null, null, 30, 60)]
    [InlineData(null, 10, 10, 10)]
    [InlineData(120, null, 120, 120)]
    [InlineData(20, 40, 20, 40)]
    public void A_timeout_that_is_written_is_not_undone_by_the_default_of_the_other(int? response, int? total, int expectedResponse, int expectedTotal)
    {
        var timeouts = new TimeoutsConfig { Response = Seconds(response), Total = Seconds(total) };
        var api = Apis.Api("a", "/a", "/x");
        api = api with { Routes = [api.Routes[0] with { Timeouts = timeouts }] };

        var route = Compilers.Compiler(new ManualClock()).Compile(Head, new ResourceSet { Apis = [api] }, []).Routes.Routes[0];

        Assert.Equal((expectedResponse, expectedTotal), (route.ResponseTimeout.TotalSeconds, route.TotalTimeout.TotalSeconds));
    }

    private static Duration? Seconds(int? seconds) => seconds is { } value ? new Duration(TimeSpan.FromSeconds(value)) : null;

    // Nobody listens there: a pool that is open finds that out.
    private static Task AssertOpenAsync(RouteModel route) => Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(route));

    private static async Task SendAsync(RouteModel route)
    {
        using var request = new UpstreamMessage(HttpMethod.Get, route.Upstream.Pool.Nodes[0].State.Destination.Address);
        using var response = await route.Upstream.Client.SendAsync(request, CancellationToken.None);
    }
}
