using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Operations;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Hosting.Azure.Dispatching;

/// <summary>Hands the requests of an app's catch-all HTTP function to its module, as if the module stood behind Kestrel.</summary>
public sealed class FunctionsDispatcher
{
    private readonly RequestDelegate _handler;
    private readonly string _module;
    private readonly ForwardedRequest _forwarded;
    private readonly ILogger<FunctionsDispatcher> _logger;

    internal FunctionsDispatcher(IModule module, ForwardedRequest forwarded, IServiceProvider root, ILogger<FunctionsDispatcher> logger)
    {
        _handler = Build(module, root);
        _module = module.Info.Name;
        _forwarded = forwarded;
        _logger = logger;
    }

    /// <summary>
    /// Answers a request. Never throws: an exception that escaped a function would leave the client with a wrong answer or none. What
    /// fails is answered with a problem; where the answer had begun, the connection is aborted.
    /// </summary>
    /// <param name="context">The function's own context; its services are those of the invocation.</param>
    public async Task DispatchAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        try
        {
            RequestSpan.Of(context)?.SetTag(TelemetryNames.Module, _module);

            // The worker has routed the request to the function; routing would skip a request that has an endpoint and call it again.
            context.SetEndpoint(null);
            context.Request.RouteValues = new RouteValueDictionary();
            _forwarded.Restore(context);
            await _handler(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody reads an answer, and nothing is wrong on our side.
        }
        catch (Exception exception)
        {
            _logger.Escaped(exception, ProblemWriter.TraceId(context));
            await AnswerAsync(context);
        }
    }

    private static RequestDelegate Build(IModule module, IServiceProvider root)
    {
        var app = new ApplicationBuilder(root);
        switch (module)
        {
            case IEndpointModule endpoints:
                app.UseTollgateConventions().UseRouting().UseEndpoints(routes =>
                {
                    endpoints.MapEndpoints(routes);
                    routes.MapOperations();
                });
                break;
            case IHttpApplication application:
                app.Run(application.CreateHandler(root));
                break;
            default:
                throw new ArgumentException(
                    $"Module '{module.Info.Name}' has no HTTP surface: it is neither an {nameof(IEndpointModule)} nor an {nameof(IHttpApplication)}.", nameof(module));
        }

        return app.Build();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await ProblemWriter.WriteAsync(
                context, new Problem(ProblemTypes.InternalError, "The request could not be completed. The trace id finds the cause in the logs."));
        }
        catch (Exception exception)
        {
            _logger.AnswerFailed(exception, ProblemWriter.TraceId(context));
            context.Abort();
        }
    }
}
