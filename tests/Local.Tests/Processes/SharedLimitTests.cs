using System.Diagnostics;
using System.Net;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Processes;

/// <summary>Three gateways on one data folder, under load: what counts is what the upstream saw.</summary>
public sealed class SharedLimitTests : IAsyncLifetime, IDisposable
{
    private const int Gateways = 3;
    private const int ClientsOfEach = 4;

    private readonly TemporaryFolder _configuration = new();
    private readonly TemporaryFolder _data = new();
    private readonly List<LocalProcess> _gateways = [];
    private Upstream _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await Upstream.StartAsync("u");
        await File.WriteAllTextAsync(_configuration.File("api.yaml"), $"""
            api: a
            path: /a
            upstream: {_upstream.Url}
            access: anonymous
            routes:
              - match: GET /quota
                limits: [{"{ name: quota, requests: 300, per: 1d, by: api, window: sliding, onStoreFailure: failClosed }"}]
              - match: GET /rate
                limits: [{"{ name: rate, requests: 50, per: 1s, by: api, onStoreFailure: failClosed }"}]
            """);
        for (var gateway = 0; gateway < Gateways; gateway++)
        {
            _gateways.Add(await LocalProcess.StartAsync("--data", _data.Path, "--only", "gateway", "--config", _configuration.Path));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await _upstream.DisposeAsync();
    }

    public void Dispose()
    {
        _data.Dispose();
        _configuration.Dispose();
    }

    [Fact]
    public async Task A_quota_is_spent_by_all_together_and_nearly_to_the_last_request()
    {
        var statuses = await LoadAsync("/a/quota", requestsOfEach: 100);

        Assert.Equal(Gateways * ClientsOfEach * 100, statuses.Count);
        Assert.InRange(_upstream.Requests, 285, 300);
        Assert.Equal(_upstream.Requests, statuses.Count(status => status is HttpStatusCode.OK));
        Assert.All(statuses, status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable }));
    }

    [Fact]
    public async Task A_rate_holds_for_all_together()
    {
        var start = Stopwatch.GetTimestamp();

        var statuses = await LoadAsync("/a/rate", requestsOfEach: 250);

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(_upstream.Requests, 37, 50 + (50 * seconds));
        Assert.Equal(_upstream.Requests, statuses.Count(status => status is HttpStatusCode.OK));
    }

    private async Task<List<HttpStatusCode>> LoadAsync(string path, int requestsOfEach)
    {
        var clients = _gateways.SelectMany(gateway => Enumerable.Range(0, ClientsOfEach).Select(_ => Task.Run(async () =>
        {
            List<HttpStatusCode> statuses = [];
            for (var request = 0; request < requestsOfEach; request++)
            {
                using var answer = await gateway.GetAsync(path, key: null);
                statuses.Add(answer.StatusCode);
            }

            return statuses;
        })));
        return [.. (await Task.WhenAll(clients)).SelectMany(statuses => statuses)];
    }
}
