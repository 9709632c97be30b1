using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Events;
using Tollgate.Hosting.Azure.Jobs;

namespace Tollgate.Apps.Inventory;

/// <summary>The triggers of the inventory app.</summary>
public sealed class Functions(FunctionsDispatcher dispatcher, OutboxSweeps outbox, DailyRun daily)
{
    /// <summary>Every request: all methods, all paths.</summary>
    [Function("Http")]
    public async Task HttpAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request)
    {
        await dispatcher.DispatchAsync(request.HttpContext);
        await outbox.SweepIfDueAsync(CancellationToken.None);
    }

    /// <summary>What a process that died left unsent.</summary>
    [Function("Outbox")]
    public Task SweepAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => outbox.SweepAsync(cancellationToken);

    /// <summary>Deletes what is kept only for a while.</summary>
    [Function("Daily")]
    public Task DailyAsync([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => daily.RunAsync(cancellationToken);
}
