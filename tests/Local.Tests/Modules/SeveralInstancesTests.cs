using Tollgate.Platform.Registry;

namespace Tollgate.Local.Tests.Modules;

public sealed class SeveralInstancesTests
{
    [Fact]
    public async Task The_log_says_which_instance_of_a_killed_process_is_no_longer_registered()
    {
        await using var scene = new HostScene();
        await scene.Registry.RegisterAsync(new ServiceInstance("thing", "local-killed", new Uri("http://127.0.0.1:1/")), CancellationToken.None);

        await scene.StartAsync("local-next");

        Assert.Equal(["local-next"], await scene.RegisteredAsync());
        Assert.Contains("thing is no longer registered at local-killed", scene.Messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_stops_beside_another_serves_until_gateways_know_and_ends_what_is_in_flight()
    {
        await using var scene = new HostScene();
        await scene.StartAsync("local-stays");
        var host = await scene.StartAsync("local-stops");
        var service = host.Services.Single().Url;
        var held = AskAsync(service, "/held");
        await scene.Reached.Task;

        var stopping = host.StopAsync(CancellationToken.None);
        await scene.UnregisteredAsync("local-stops");
        var meanwhile = await AskAsync(service, "/quick");
        scene.LetGo.SetResult();
        var inFlight = await held;
        await scene.PassTimeUntilAsync(stopping);

        Assert.Equal(["local-stays"], await scene.RegisteredAsync());
        Assert.Equal(("answered", "answered"), (meanwhile, inFlight));
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(service, "/quick"));
    }

    [Fact]
    public async Task A_second_signal_ends_the_wait_for_gateways()
    {
        await using var scene = new HostScene();
        await scene.StartAsync("local-stays");
        var host = await scene.StartAsync("local-stops");
        var service = host.Services.Single().Url;
        using var abort = new CancellationTokenSource();

        var stopping = host.StopAsync(abort.Token);
        await scene.UnregisteredAsync("local-stops");
        var wasWaiting = !stopping.IsCompleted;
        await abort.CancelAsync();
        await stopping;

        Assert.True(wasWaiting);
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(service, "/quick"));
    }

    [Fact]
    public async Task The_only_one_that_runs_stops_without_any_wait()
    {
        await using var scene = new HostScene();
        var host = await scene.StartAsync("local-only");
        await scene.Registry.RegisterAsync(new ServiceInstance("thing", "local-killed", new Uri("http://127.0.0.1:1/")), CancellationToken.None);
        await scene.Registry.RegisterAsync(new ServiceInstance("other", "elsewhere", new Uri("http://127.0.0.1:2/")), CancellationToken.None);

        await host.StopAsync(CancellationToken.None);

        Assert.Equal(["local-killed"], await scene.RegisteredAsync());
    }

    private static async Task<string> AskAsync(Uri service, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        return await client.GetStringAsync(new Uri(service, path));
    }
}
