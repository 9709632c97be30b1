using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

public sealed class SagaFunctionsTests
{
    private readonly SampleFunctions _functions;
    private readonly DurableClientHolder _durable = new();
    private readonly List<string> _done = [];

    public SagaFunctionsTests()
    {
        var registry = new SagaRegistry([new("place-order", PlaceOrderAsync)], [new("reserve", ReserveAsync)]);
        _functions = new SampleFunctions(new SagaFunctions(registry), _durable, new ServiceCollection().BuildServiceProvider());
    }

    [Fact]
    public async Task An_orchestration_does_its_steps_through_the_one_activity_and_waits_for_its_event()
    {
        var context = NewContext();

        var running = _functions.PlaceOrderAsync(context);
        context.Raised.SetResult(Json("paid"));
        var outcome = await running;

        Assert.Equal("paid", outcome.GetString());
        Assert.Equal(["7"], _done);
        Assert.Equal(["activity SagaStep", "wait payment-settled", "timer +60s", "timer cancelled"], context.Story);
    }

    [Fact]
    public async Task A_wait_that_times_out_is_a_value_and_gives_up_the_event()
    {
        var context = NewContext();

        var running = _functions.PlaceOrderAsync(context);
        context.Fired.SetResult();
        var outcome = await running;

        Assert.Equal("too late", outcome.GetString());
        Assert.Equal("wait cancelled", context.Story[^1]);
    }

    [Fact]
    public async Task A_step_carries_its_retries()
    {
        var context = NewContext();
        context.Raised.SetResult(Json("paid"));

        await _functions.PlaceOrderAsync(context);

        var policy = context.Options?.Retry?.Policy;
        Assert.Equal((3, TimeSpan.FromSeconds(1), 2.0), (policy?.MaxNumberOfAttempts, policy?.FirstRetryInterval, policy?.BackoffCoefficient));
    }

    [Fact]
    public async Task A_step_that_fails_reaches_the_orchestration_as_the_failure_of_the_activity()
    {
        var context = new ReplayedContext(new { Amount = 7 }, _ => throw new InvalidOperationException("out of stock"));

        var exception = await Assert.ThrowsAsync<TaskFailedException>(() => _functions.PlaceOrderAsync(context));

        Assert.Equal("SagaStep", exception.TaskName);
    }

    [Fact]
    public async Task A_step_that_this_version_lacks_is_told_by_its_name()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _functions.StepAsync(new StepCall("gone", default), CancellationToken.None));

        Assert.Contains("'gone'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_durable_client_of_a_function_is_in_its_scope()
    {
        await using var client = new NoClient();
        Assert.Throws<InvalidOperationException>(() => _durable.Client);

        await _functions.HttpAsync(new DefaultHttpContext().Request, client);
        Assert.Same(client, _durable.Client);

        await _functions.SweepAsync(new TimerInfo(), client);
        Assert.Same(client, _durable.Client);
    }

    private static async Task<JsonElement> PlaceOrderAsync(DurableSaga saga, JsonElement input)
    {
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero), saga.Now);
        await saga.StepAsync("reserve", input.GetProperty("Amount"), tries: 3, pause: TimeSpan.FromSeconds(1));
        return await saga.WaitForAsync("payment-settled", TimeSpan.FromMinutes(1)) ?? Json("too late");
    }

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);

    private Task<JsonElement> ReserveAsync(IServiceProvider services, JsonElement input, CancellationToken cancellationToken)
    {
        _done.Add(input.GetRawText());
        return Task.FromResult(input);
    }

    private ReplayedContext NewContext() => new(new { Amount = 7 }, call => _functions.StepAsync(call, CancellationToken.None));
}
