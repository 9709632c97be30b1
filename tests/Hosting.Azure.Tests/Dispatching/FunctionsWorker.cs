using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Tests.Dispatching;

/// <summary>
/// The HTTP half of the Functions worker, in the order of its pipeline: routing, a scope of the invocation as request services,
/// then the endpoint of the one catch-all function, which calls the dispatcher. On a real socket.
/// </summary>
internal sealed class FunctionsWorker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FunctionsWorker(WebApplication app) =>
        (_app, Client) = (app, new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) });

    public HttpClient Client { get; }

    /// <summary>How often the function was called: once per request, or routing has recursed.</summary>
    public int Invocations { get; private set; }

    /// <summary>The services of the last invocation.</summary>
    public IServiceProvider? Scope { get; private set; }

    public static async Task<FunctionsWorker> StartAsync(IModule module, EdgeSettings? edge = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting().AddLogging().AddTollgateConventions();
        builder.Services.AddScoped<Invocation>();
        module.AddServices(builder.Services, builder.Configuration);
        builder.Services.AddSingleton(provider => new FunctionsDispatcher(
            module, new ForwardedRequest(edge ?? new EdgeSettings()), provider, provider.GetRequiredService<ILogger<FunctionsDispatcher>>()));

        var app = builder.Build();
        FunctionsWorker? worker = null;
        IApplicationBuilder pipeline = app;
        pipeline.UseRouting();
        pipeline.Use((context, next) => worker!.InvokeAsync(context, next));
        pipeline.UseEndpoints(endpoints => endpoints.Map("{*path}", CallFunctionAsync));
        await app.StartAsync();
        worker = new FunctionsWorker(app);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static Task CallFunctionAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<FunctionsDispatcher>().DispatchAsync(context);

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        Scope = scope.ServiceProvider;
        Invocations++;
        await next(context);
    }
}

/// <summary>Something of the invocation's scope.</summary>
internal sealed class Invocation
{
    public Guid Id { get; } = Guid.NewGuid();
}
