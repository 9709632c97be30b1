using System.Net;
using Tollgate.Hosting.Embedded;
using Tollgate.Local.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Processes;

/// <summary>One service in several processes on one data folder.</summary>
public sealed class InstanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_are_registered_and_one_that_stops_leaves_the_other()
    {
        await using var first = await LocalProcess.StartAsync("--data", _folder.Path, "--only", "catalog");
        await using var second = await LocalProcess.StartAsync("--data", _folder.Path, "--only", "catalog");
        await using var gateway = await LocalProcess.StartAsync("--data", _folder.Path, "--only", "gateway");
        var both = await RegisteredAsync();

        await second.StopAsync();
        var left = await RegisteredAsync();
        using var answer = await Eventually.AskAsync(
            () => gateway.GetAsync("/catalog/v1/products", gateway.DemoKey), answer => answer.IsSuccessStatusCode, "the catalog that runs is not found");

        Assert.Equal(new[] { first.Url("catalog", "/"), second.Url("catalog", "/") }.ToHashSet(), both.ToHashSet());
        Assert.Equal([first.Url("catalog", "/")], left);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_was_killed_is_not_registered_any_more_after_the_next_start_and_what_runs_is()
    {
        await using var killed = await LocalProcess.StartAsync("--data", _folder.Path, "--only", "catalog");
        await using var running = await LocalProcess.StartAsync("--data", _folder.Path, "--only", "catalog");
        await killed.KillAsync();

        await using var next = await LocalProcess.StartAsync("--data", _folder.Path, "--only", "catalog");

        Assert.Equal(new[] { running.Url("catalog", "/"), next.Url("catalog", "/") }.ToHashSet(), (await RegisteredAsync()).ToHashSet());
    }

    private async Task<IEnumerable<Uri>> RegisteredAsync()
    {
        await using var storage = EmbeddedStorage.Open(_folder.Path, TimeProvider.System);
        var instances = await new ServiceRegistry(storage.TablesFor(HostAccess.Info)).ListAsync("catalog", CancellationToken.None);
        return instances.Select(instance => instance.Address);
    }
}
