using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

/// <summary>
/// A context without a history: activities run at once, events and timers when the test says. Inputs and results go through JSON, as
/// they do in the history.
/// </summary>
internal sealed class ReplayedContext(object input, Func<StepCall, Task<JsonElement>> activity) : TaskOrchestrationContext
{
    public TaskCompletionSource<JsonElement> Raised { get; } = new();

    public TaskCompletionSource Fired { get; } = new();

    public List<string> Story { get; } = [];

    public TaskOptions? Options { get; private set; }

    public override TaskName Name => "PlaceOrder";

    public override string InstanceId => "place-order-1";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime { get; } = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => RoundTrip<T>(input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Story.Add($"activity {name}");
        Options = options;
        try
        {
            return RoundTrip<TResult>(await activity(RoundTrip<StepCall>(input!)));
        }
        catch (Exception exception)
        {
            throw new TaskFailedException(name, 1, exception);
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Story.Add($"timer +{(fireAt - CurrentUtcDateTime).TotalSeconds}s");
        cancellationToken.Register(() => Story.Add("timer cancelled"));
        return Fired.Task;
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Story.Add($"wait {eventName}");
        cancellationToken.Register(() => Story.Add("wait cancelled"));
        return RoundTrip<T>(await Raised.Task);
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private static T RoundTrip<T>(object value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value))!;
}
