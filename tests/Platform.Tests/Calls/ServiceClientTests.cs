using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Calls;

public sealed class ServiceClientTests : IAsyncLifetime
{
    private static readonly AssertionSubject Subject = new("acme", "east", ["inventory.write"]);

    // The called service's clock, and that of a caller whose patience a test ends; others pause for real, and hardly so.
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly CalledModule _called = new("gateway", "orders");
    private EmbeddedStorage _storage = null!;
    private ServiceHost _host = null!;
    private ServiceProvider _caller = null!;
    private ServiceClient _client = null!;

    private ServiceRegistry Registry => new(_storage.TablesFor(new ModuleInfo(
        "registrar", [PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write), PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write)], [])));

    public async Task InitializeAsync()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _host = await ServiceHost.StartAsync(_called, _storage, _clock);
        await _host.RegisterAsync("one");
        _caller = Caller("orders", TimeProvider.System);
        _client = _caller.GetRequiredKeyedService<ServiceClient>(CalledModule.Name);
    }

    [Fact]
    public async Task A_call_reaches_the_registered_instance_and_speaks_for_the_subject()
    {
        var answer = await _client.SendAsync(HttpMethod.Post, "/things/7?a=b%20c", new { quantity = 3, note = (string?)null }, Subject, "key-1", CancellationToken.None);

        var call = Assert.Single(_called.Calls);
        Assert.Equal(("POST", "/things/7?a=b%20c", """{"quantity":3}""", "key-1"), (call.Method, call.Target, call.Body, call.Key));
        Assert.Equal(("acme", "east", "orders"), (call.Caller.Consumer, call.Caller.Tenant, call.Caller.Issuer));
        Assert.Equal(["inventory.write"], call.Caller.Scopes);
        Assert.True(answer.IsSuccess);
        Assert.Equal(new Thing("thing"), answer.Read<Thing>());
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "resource-not-found")]
    [InlineData(HttpStatusCode.Conflict, "conflict")]
    [InlineData(HttpStatusCode.Forbidden, "forbidden")]
    [InlineData(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused")]
    public async Task A_refusal_is_an_answer_with_its_type(HttpStatusCode status, string type)
    {
        _called.NextStatuses.Enqueue(status);

        var answer = await _client.SendAsync(HttpMethod.Get, "/things", null, Subject, null, CancellationToken.None);

        Assert.False(answer.IsSuccess);
        Assert.Equal(((int)status, "urn:tollgate:problem:" + type), (answer.Status, answer.Problem?.Type));
        Assert.Single(_called.Calls);
        Assert.Throws<ServiceUnavailableException>(() => answer.Read<Thing>());
    }

    [Theory]
    [InlineData("GET", null, 2)]
    [InlineData("PUT", null, 2)]
    [InlineData("DELETE", null, 2)]
    [InlineData("POST", "key-1", 2)]
    [InlineData("POST", null, 1)]
    [InlineData("PATCH", null, 1)]
    public async Task What_may_be_repeated_is_repeated_after_a_failure(string method, string? key, int tries)
    {
        _called.NextStatuses.Enqueue(HttpStatusCode.ServiceUnavailable);

        var answer = await Record.ExceptionAsync(() => _client.SendAsync(new HttpMethod(method), "/things", null, Subject, key, CancellationToken.None));

        Assert.Equal(tries, _called.Calls.Count);
        Assert.Equal(tries == 1, answer is ServiceUnavailableException { Service: CalledModule.Name });
    }

    [Fact]
    public async Task A_conditional_change_is_not_repeated()
    {
        _called.NextStatuses.Enqueue(HttpStatusCode.ServiceUnavailable);

        await Assert.ThrowsAsync<ServiceUnavailableException>(() =>
            _client.SendAsync(new ServiceRequest(HttpMethod.Put, "/things", Subject) { IfMatch = "\"1\"" }, CancellationToken.None));

        Assert.Equal("\"1\"", Assert.Single(_called.Calls).IfMatch);
    }

    [Fact]
    public async Task Failures_without_end_are_given_up_after_the_last_repetition()
    {
        Enumerable.Repeat(HttpStatusCode.InternalServerError, 20).ToList().ForEach(_called.NextStatuses.Enqueue);

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => _client.SendAsync(HttpMethod.Get, "/things", null, Subject, null, CancellationToken.None));

        Assert.Equal(4, _called.Calls.Count);
    }

    [Fact]
    public async Task An_instance_that_keeps_failing_is_left_alone_for_a_while()
    {
        await using var caller = Caller("orders", _clock, new ServiceClientOptions { Retries = 0, BreakAfter = 4 });
        var client = caller.GetRequiredKeyedService<ServiceClient>(CalledModule.Name);
        Enumerable.Repeat(HttpStatusCode.InternalServerError, 4).ToList().ForEach(_called.NextStatuses.Enqueue);
        for (var call = 0; call < 4; call++)
        {
            await Assert.ThrowsAsync<ServiceUnavailableException>(() => PostAsync(client));
        }

        var leftAlone = await Assert.ThrowsAsync<ServiceUnavailableException>(() => PostAsync(client));
        var tries = _called.Calls.Count;
        _clock.Advance(TimeSpan.FromSeconds(3));
        var back = await PostAsync(client);

        Assert.Contains("left alone", leftAlone.Message, StringComparison.Ordinal);
        Assert.Equal(4, tries);
        Assert.True(back.IsSuccess);
    }

    [Fact]
    public async Task A_service_that_says_nothing_is_not_waited_for()
    {
        await using var caller = Caller("orders", _clock, new ServiceClientOptions { Retries = 0 });
        _called.Silence = new TaskCompletionSource();

        var call = PostAsync(caller.GetRequiredKeyedService<ServiceClient>(CalledModule.Name));
        await ArrivedAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => call);

        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
        Assert.Single(_called.Calls);
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_call()
    {
        _called.Silence = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();

        var call = _client.SendAsync(HttpMethod.Get, "/things", null, Subject, null, leaving.Token);
        await ArrivedAsync(1);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_service_that_moved_is_found_again()
    {
        await PostAsync(_client);
        await _host.DisposeAsync();
        _host = await ServiceHost.StartAsync(_called, _storage, _clock);
        await _host.RegisterAsync("one");

        var answer = await PostAsync(_client);

        Assert.True(answer.IsSuccess);
    }

    [Fact]
    public async Task An_instance_that_refuses_connections_costs_a_try_but_no_answer()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = new Uri($"http://{closed.LocalEndpoint}");
        closed.Stop();
        await Registry.RegisterAsync(new ServiceInstance(CalledModule.Name, "two", address), CancellationToken.None);

        var answers = new List<ServiceAnswer>();
        for (var call = 0; call < 4; call++)
        {
            answers.Add(await PostAsync(_client));
        }

        Assert.All(answers, answer => Assert.True(answer.IsSuccess));
        Assert.Equal(4, _called.Calls.Count);
    }

    [Fact]
    public async Task A_service_that_nobody_registered_is_named()
    {
        await Registry.UnregisterAsync(CalledModule.Name, "one", CancellationToken.None);

        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => PostAsync(_client));

        Assert.Contains("No instance of 'inventory'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_found_stays_in_use_while_the_registry_is_down()
    {
        await using var caller = Caller("orders", _clock);
        var client = caller.GetRequiredKeyedService<ServiceClient>(CalledModule.Name);
        await PostAsync(client);
        caller.GetRequiredService<ObservedTables>().Fault = TableFault.Unavailable;
        _clock.Advance(TimeSpan.FromMinutes(1));

        var answer = await PostAsync(client);

        Assert.True(answer.IsSuccess);
    }

    [Fact]
    public async Task A_caller_that_the_service_does_not_trust_learns_why()
    {
        await using var stranger = Caller("payments", TimeProvider.System);

        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => stranger.GetRequiredKeyedService<ServiceClient>(CalledModule.Name)
            .SendAsync(HttpMethod.Get, "/things", null, Subject, null, CancellationToken.None));

        Assert.Contains("assertion", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_called.Calls);
    }

    [Fact]
    public async Task The_trace_goes_on_in_the_service_that_is_called()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Tollgate.Calls" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        using var parent = source.StartActivity("order")!;

        await PostAsync(_client);

        var span = Assert.Single(spans, span => span.TraceId == parent.TraceId);
        Assert.Equal((ActivityKind.Client, parent.SpanId), (span.Kind, span.ParentSpanId));
        Assert.StartsWith($"00-{parent.TraceId}-", Assert.Single(_called.Calls).TraceParent, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        _called.Silence?.TrySetResult();
        await _caller.DisposeAsync();
        await _host.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private static Task<ServiceAnswer> PostAsync(ServiceClient client) => client.SendAsync(HttpMethod.Post, "/things", null, Subject, null, CancellationToken.None);

    private ServiceProvider Caller(string name, TimeProvider time, ServiceClientOptions? options = null)
    {
        var tables = new ObservedTables(_storage.TablesFor(new ModuleInfo(name, [.. ServiceClientExtensions.Tables(name)], [])));
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(time)
            .AddSingleton(tables)
            .AddSingleton<ITableStore>(tables)
            .AddServiceClient(name, CalledModule.Name, options ?? new ServiceClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1) })
            .BuildServiceProvider();
    }

    private async Task ArrivedAsync(int calls)
    {
        while (_called.Calls.Count < calls)
        {
            await Task.Yield();
        }
    }

    private sealed record Thing(string Name);
}
