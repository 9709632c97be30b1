using Tollgate.Platform.Modules;

namespace Tollgate.Local.Identity;

/// <summary>
/// An OpenID Connect provider to develop with: whoever can reach it may be anybody, so it runs on one machine only and nothing of it is ever deployed.
/// Its keys live in memory, as long as the process.
/// </summary>
internal sealed class IdentityModule : IHttpApplication
{
    public ModuleInfo Info { get; } = new("identity", [], []);

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<AuthorizationCodes>();
        services.AddSingleton<TokenFactory>();
        services.AddSingleton<AuthorizeEndpoint>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<IdentityHandler>();
    }

    public RequestDelegate CreateHandler(IServiceProvider services) => services.GetRequiredService<IdentityHandler>().HandleAsync;
}
