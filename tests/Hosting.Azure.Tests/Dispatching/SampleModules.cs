using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Tests.Dispatching;

/// <summary>A module with endpoints that a test gives.</summary>
internal sealed class EndpointModule(Action<IEndpointRouteBuilder> map) : IEndpointModule
{
    public ModuleInfo Info { get; } = new("sample", [], []);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints) => map(endpoints);
}

/// <summary>A module that handles every request itself, as a test says.</summary>
internal sealed class ApplicationModule(RequestDelegate handler) : IHttpApplication
{
    public ModuleInfo Info { get; } = new("sample", [], []);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }

    public RequestDelegate CreateHandler(IServiceProvider services) => handler;
}

/// <summary>A module that takes no requests.</summary>
internal sealed class SilentModule : IModule
{
    public ModuleInfo Info { get; } = new("silent", [], []);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
