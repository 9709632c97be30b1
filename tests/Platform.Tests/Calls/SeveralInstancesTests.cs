using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Calls;

/// <summary>A service of which two instances are registered.</summary>
public sealed class SeveralInstancesTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly CalledModule _one = new("orders");
    private readonly CalledModule _two = new("orders");
    private EmbeddedStorage _storage = null!;
    private ServiceHost _first = null!;
    private ServiceHost _second = null!;

    public async Task InitializeAsync()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _first = await ServiceHost.StartAsync(_one, _storage, _clock);
        await _first.RegisterAsync("one");
        _second = await ServiceHost.StartAsync(_two, _storage, _clock);
        await _second.RegisterAsync("two");
    }

    [Fact]
    public async Task Calls_go_to_the_instances_in_turn()
    {
        await using var caller = Caller(_clock, new ServiceClientOptions());

        for (var call = 0; call < 6; call++)
        {
            await GetAsync(caller);
        }

        Assert.Equal((3, 3), (_one.Calls.Count, _two.Calls.Count));
    }

    [Fact]
    public async Task A_repetition_goes_to_the_other_instance_whatever_else_is_called_meanwhile()
    {
        await using var caller = Caller(TimeProvider.System, new ServiceClientOptions { Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) });
        _two.Silence = new TaskCompletionSource();
        _two.NextStatuses.Enqueue(HttpStatusCode.ServiceUnavailable);
        _two.NextStatuses.Enqueue(HttpStatusCode.ServiceUnavailable);

        var call = GetAsync(caller);
        while (_two.Calls.IsEmpty)
        {
            await Task.Yield();
        }

        await GetAsync(caller);
        _two.Silence.SetResult();
        var answer = await call;

        Assert.True(answer.IsSuccess);
        Assert.Equal((2, 1), (_one.Calls.Count, _two.Calls.Count));
    }

    [Fact]
    public async Task An_instance_that_is_left_alone_costs_no_try()
    {
        await using var caller = Caller(_clock, new ServiceClientOptions { Retries = 0, BreakAfter = 2 });
        _two.NextStatuses.Enqueue(HttpStatusCode.InternalServerError);
        _two.NextStatuses.Enqueue(HttpStatusCode.InternalServerError);
        var failures = 0;
        for (var call = 0; call < 4; call++)
        {
            failures += await Record.ExceptionAsync(() => GetAsync(caller)) is ServiceUnavailableException ? 1 : 0;
        }

        for (var call = 0; call < 4; call++)
        {
            await GetAsync(caller);
        }

        Assert.Equal(2, failures);
        Assert.Equal((6, 2), (_one.Calls.Count, _two.Calls.Count));
    }

    [Fact]
    public async Task Where_all_instances_are_left_alone_the_call_fails_without_a_try()
    {
        await using var caller = Caller(_clock, new ServiceClientOptions { Retries = 0, BreakAfter = 2 });
        Enumerable.Repeat(HttpStatusCode.InternalServerError, 2).ToList().ForEach(_one.NextStatuses.Enqueue);
        Enumerable.Repeat(HttpStatusCode.InternalServerError, 2).ToList().ForEach(_two.NextStatuses.Enqueue);
        for (var call = 0; call < 4; call++)
        {
            await Assert.ThrowsAsync<ServiceUnavailableException>(() => GetAsync(caller));
        }

        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => GetAsync(caller));

        Assert.Contains("left alone", failure.Message, StringComparison.Ordinal);
        Assert.Equal((2, 2), (_one.Calls.Count, _two.Calls.Count));
    }

    [Fact]
    public async Task Failures_have_the_registry_read_once_a_second()
    {
        await using var caller = Caller(_clock, new ServiceClientOptions { Retries = 0 });
        var tables = caller.GetRequiredService<ObservedTables>();
        await GetAsync(caller);
        var before = tables.Queries;
        await StopBothAsync();

        await FailAsync(caller, 4);
        var inOneSecond = tables.Queries;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(caller, 4);

        Assert.Equal((1, 2), (inOneSecond - before, tables.Queries - before));
    }

    [Fact]
    public async Task A_registry_that_is_down_is_asked_once_a_second()
    {
        await using var caller = Caller(_clock, new ServiceClientOptions { Retries = 0 });
        var tables = caller.GetRequiredService<ObservedTables>();
        await GetAsync(caller);
        var before = tables.Queries;
        tables.Fault = TableFault.Unavailable;
        _clock.Advance(TimeSpan.FromSeconds(30));

        await GetAsync(caller);
        await GetAsync(caller);
        var inOneSecond = tables.Queries;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await GetAsync(caller);

        Assert.Equal((1, 2), (inOneSecond - before, tables.Queries - before));
    }

    public async Task DisposeAsync()
    {
        _two.Silence?.TrySetResult();
        await StopBothAsync();
        await _storage.DisposeAsync();
    }

    private static Task<ServiceAnswer> GetAsync(ServiceProvider caller) => caller.GetRequiredKeyedService<ServiceClient>(CalledModule.Name)
        .SendAsync(HttpMethod.Get, "/things", null, new AssertionSubject("acme", "east", []), null, CancellationToken.None);

    private static async Task FailAsync(ServiceProvider caller, int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            await Assert.ThrowsAsync<ServiceUnavailableException>(() => GetAsync(caller));
        }
    }

    private ServiceProvider Caller(TimeProvider time, ServiceClientOptions options)
    {
        var tables = new ObservedTables(_storage.TablesFor(new ModuleInfo("orders", [.. ServiceClientExtensions.Tables("orders")], [])));
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(time)
            .AddSingleton(tables)
            .AddSingleton<ITableStore>(tables)
            .AddServiceClient("orders", CalledModule.Name, options)
            .BuildServiceProvider();
    }

    private async Task StopBothAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }
}
