using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Tollgate.Hosting.Azure.Dispatching;

namespace Tollgate.Apps.Notifications;

/// <summary>The triggers of the notifications app.</summary>
public sealed class Functions(FunctionsDispatcher dispatcher)
{
    /// <summary>Every request: all methods, all paths.</summary>
    [Function("Http")]
    public Task HttpAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) =>
        dispatcher.DispatchAsync(request.HttpContext);
}
