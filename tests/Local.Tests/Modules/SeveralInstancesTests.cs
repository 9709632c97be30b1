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
}
