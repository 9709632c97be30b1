using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.Platform.Modules;

/// <summary>
/// A part of the product that a host runs: as a function app in Azure, or on its own loopback port on one machine. It names
/// what it needs and what it offers; the host gives it a transport and the ports (tables, blobs, secrets, time).
/// </summary>
public interface IModule
{
    /// <summary>What the module is and which tables it uses.</summary>
    ModuleInfo Info { get; }

    /// <summary>Registers the module's services. The host has registered the ports, <see cref="HostInfo"/> and logging.</summary>
    void AddServices(IServiceCollection services, IConfiguration configuration);
}

/// <summary>A module with HTTP endpoints of its own: a bounded context or the control plane.</summary>
public interface IEndpointModule : IModule
{
    /// <summary>Maps the endpoints. The host adds the HTTP conventions and health around them.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints);
}

/// <summary>A module that handles every request itself: the gateway, whose routes are data.</summary>
public interface IHttpApplication : IModule
{
    /// <summary>Makes the handler of all requests, once, from the module's services.</summary>
    RequestDelegate CreateHandler(IServiceProvider services);
}
