using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Operations;

/// <summary>
/// What operators may see and do of a service, under <c>/_ops</c>: only the management service reaches it, for callers with the role. A host gives it to
/// every module with endpoints.
/// </summary>
public static class OperationsEndpoints
{
    /// <summary>The service that vouches for operators.</summary>
    public const string Issuer = "management";

    /// <summary>The scope that an operator's assertion carries.</summary>
    public const string Role = "operator";

    /// <summary>The access to the issuer's keys that operations need.</summary>
    public static TableInfo Trust => TrustTable.Info(Issuer, StorageAccess.Read);

    /// <summary>The module with the tables that operations need besides its own: for the host that opens them.</summary>
    public static ModuleInfo WithOperations(this ModuleInfo module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.Tables.Any(table => table.Name == Trust.Name) ? module : module with { Tables = [.. module.Tables, Trust] };
    }

    /// <summary>Registers what verifies operators, so that the module itself needn't trust the management service.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, ModuleInfo module)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(module);

        return services.AddKeyedSingleton(Issuer, (provider, _) => new AssertionVerifier(
            module.Name, [Issuer], provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Maps the operations of what the module has: dead letters, outbox, sagas.</summary>
    public static RouteGroupBuilder MapOperations(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        var group = endpoints.MapGroup("/_ops").ExcludeFromDescription().RequireIssuer(Issuer, Role);
        var services = endpoints.ServiceProvider.GetRequiredService<IServiceProviderIsService>();
        if (services.IsService(typeof(IDeadLetters)))
        {
            group.MapDeadLetters();
        }

        if (services.IsService(typeof(Outbox)))
        {
            group.MapOutbox();
        }

        if (services.IsService(typeof(SagaCatalog)))
        {
            group.MapSagas();
        }

        return group;
    }
}
