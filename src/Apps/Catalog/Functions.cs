using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Jobs;

namespace Tollgate.Apps.Catalog;

/// <summary>The triggers of the catalog app.</summary>
public sealed class Functions(FunctionsDispatcher dispatcher, DailyRun daily)
{
    /// <summary>Every request: all methods, all paths.</summary>
    [Function("Http")]
    public Task HttpAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) =>
        dispatcher.DispatchAsync(request.HttpContext);

    /// <summary>Deletes what is kept only for a while.</summary>
    [Function("Daily")]
    public Task DailyAsync([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => daily.RunAsync(cancellationToken);
}
