using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Operations;

/// <summary>What operators may see and do of a service, under <c>/_ops</c>: only the management service reaches it, for callers with the role.</summary>
public static class OperationsEndpoints
{
    /// <summary>The service that vouches for operators. A module with operations trusts it and declares <see cref="TrustTable"/> of it.</summary>
    public const string Issuer = "management";

    /// <summary>The scope that an operator's assertion carries.</summary>
    public const string Role = "operator";

    /// <summary>The access that a module with operations declares.</summary>
    public static TableInfo Trust => TrustTable.Info(Issuer, StorageAccess.Read);

    /// <summary>Maps the operations of what the module has: sagas where it registers some.</summary>
    public static RouteGroupBuilder MapOperations(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        var group = endpoints.MapGroup("/_ops").ExcludeFromDescription().RequireIssuer(Issuer, Role);
        if (endpoints.ServiceProvider.GetService<SagaCatalog>() is not null)
        {
            group.MapSagas();
        }

        return group;
    }
}
