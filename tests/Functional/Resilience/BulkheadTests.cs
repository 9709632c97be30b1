using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;
using Tollgate.Testing;

namespace Tollgate.Functional.Resilience;

public sealed class BulkheadTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualClock _clock = new();
    private HttpServer? _upstream;
    private int _underWay;

    [Fact]
    public async Task What_does_not_fit_is_refused_until_there_is_room()
    {
        await using var gateway = await StartAsync("concurrency: { max: 2 }");
        var first = gateway.GetAsync("/a/x");
        var second = gateway.GetAsync("/a/x");
        await Balanced.UntilAsync(() => _underWay == 2);

        using var refused = await gateway.GetAsync("/a/x");
        _release.SetResult();
        using var one = await first;
        using var two = await second;
        using var after = await gateway.GetAsync("/a/x");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));
        Assert.Contains("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], [one.StatusCode, two.StatusCode, after.StatusCode]);
    }

    [Fact]
    public async Task A_queue_waits_for_room_and_not_forever()
    {
        await using var gateway = await StartAsync("concurrency: { max: 1, queue: 1, wait: 5s }");
        var first = gateway.GetAsync("/a/x");
        await Balanced.UntilAsync(() => _underWay == 1);

        using var impatient = await Balanced.PassAsync(_clock, gateway.GetAsync("/a/x"));
        Task<HttpResponseMessage>[] rivals = [gateway.GetAsync("/a/x"), gateway.GetAsync("/a/x")];
        using var surplus = await await Task.WhenAny(rivals);
        _release.SetResult();
        using var one = await first;
        var answers = await Task.WhenAll(rivals);

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable], [impatient.StatusCode, surplus.StatusCode]);
        Assert.Equal(HttpStatusCode.OK, one.StatusCode);
        Assert.Contains(answers, answer => answer.StatusCode is HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_places_outlive_the_configuration()
    {
        await using var gateway = await StartAsync("concurrency: { max: 1 }");
        var first = gateway.GetAsync("/a/x");
        await Balanced.UntilAsync(() => _underWay == 1);

        await gateway.ApplyAsync(Balanced.Configuration([_upstream!.Url], "concurrency: { max: 1 }", "maxBody: 1KiB"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var refused = await gateway.GetAsync("/a/x");
        _release.SetResult();
        using var one = await first;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        if (_upstream is not null)
        {
            await _upstream.DisposeAsync();
        }
    }

    private async Task<GatewayHost> StartAsync(string upstream)
    {
        _upstream = await HttpServer.StartAsync(async context =>
        {
            Interlocked.Increment(ref _underWay);
            await _release.Task;
            await context.Response.WriteAsync("here");
        });
        return await Balanced.StartAsync([_upstream.Url], upstream, clock: _clock);
    }
}
