using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Http;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Http;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_asks_every_check_and_live_asks_none()
    {
        await using var host = await ConventionsHost.StartAsync(_ => { }, services => services
            .AddSingleton<IReadinessCheck>(new Check("good", _ => new(new Readiness(ReadinessStatus.Up))))
            .AddSingleton<IReadinessCheck>(new Check("late", _ => new(new Readiness(ReadinessStatus.Degraded, "since noon"))))
            .AddSingleton<IReadinessCheck>(new Check("bad", _ => throw new InvalidOperationException("secret"))));

        using var live = await host.GetAsync("/_tollgate/health/live");
        using var ready = await host.GetAsync("/_tollgate/health/ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal("""{"status":"up","checks":[]}""", await live.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(
            """{"status":"down","checks":[{"name":"good","status":"up"},{"name":"late","status":"degraded","detail":"since noon"},{"name":"bad","status":"down"}]}""",
            await ready.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_that_stays_silent_counts_as_down_after_three_seconds_even_where_it_throws_when_it_is_cancelled(bool isStubborn)
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<Readiness>();
        await using var host = await ConventionsHost.StartAsync(_ => { }, services => services.AddSingleton<IReadinessCheck>(new Check("silent", cancellationToken =>
        {
            cancellationToken.Register(() => _ = isStubborn ? throw new InvalidOperationException("The check can't be cancelled.") : 0);
            asked.SetResult();
            return new ValueTask<Readiness>(never.Task);
        })), clock);

        var answer = host.GetAsync("/_tollgate/health/ready");
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(3));

        using var response = await answer;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Health_is_read_only_and_has_two_addresses()
    {
        await using var host = await ConventionsHost.StartAsync(_ => { });

        using var posted = await host.Client.PostAsync(new Uri("/_tollgate/health/live", UriKind.Relative), null);
        using var other = await host.GetAsync("/_tollgate/health/secrets");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal(["GET", "HEAD"], posted.Content.Headers.Allow);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    private sealed class Check(string name, Func<CancellationToken, ValueTask<Readiness>> ask) : IReadinessCheck
    {
        public string Name => name;

        public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) => ask(cancellationToken);
    }
}
