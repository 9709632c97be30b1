using System.Net;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Processes;

public sealed class StopTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Upstream _upstream = null!;
    private LocalProcess _local = null!;

    public async Task InitializeAsync()
    {
        _upstream = await Upstream.StartAsync("done");
        await File.WriteAllTextAsync(_folder.File("api.yaml"), $"api: a\npath: /a\naccess: anonymous\nupstream: [{_upstream.Url.AbsoluteUri}]\n");
        _local = await LocalProcess.StartAsync("--memory", "--only", "gateway", "--config", _folder.File("api.yaml"));
    }

    public async Task DisposeAsync()
    {
        await _local.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_in_flight_is_answered_before_the_end()
    {
        var answering = _local.GetAsync("/a/held", null);
        await _upstream.Reached;

        await _local.SendAsync("TERM");
        await _local.MessageAsync("Stopping");
        _upstream.LetGo();
        using var answer = await answering;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("done", await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, await _local.ExitAsync());
    }

    [Fact]
    public async Task A_second_signal_ends_it_without_waiting()
    {
        var answering = _local.GetAsync("/a/held", null);
        await _upstream.Reached;

        await _local.SendAsync("INT");
        await _local.MessageAsync("Stopping");
        await _local.SendAsync("INT");

        Assert.Equal(0, await _local.ExitAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => answering);
    }

    [Fact]
    public async Task Standard_output_carries_the_ready_line_only()
    {
        using var answer = await _local.GetAsync("/a/x", null);

        Assert.Equal(0, await _local.StopAsync());

        Assert.StartsWith("{\"services\":{\"gateway\":\"http://127.0.0.1:", Assert.Single(_local.Output), StringComparison.Ordinal);
    }
}
