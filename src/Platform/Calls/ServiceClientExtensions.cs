using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Calls;

/// <summary>How a module gets clients of other services.</summary>
public static class ServiceClientExtensions
{
    /// <summary>The tables that a module with clients declares: the registry to read, and its own trust table to write.</summary>
    /// <param name="caller">The module's own name.</param>
    public static IReadOnlyList<TableInfo> Tables(string caller) =>
        [PlatformTables.Table(PlatformTables.Registry, StorageAccess.Read), TrustTable.Info(caller, StorageAccess.Write)];

    /// <summary>
    /// Registers the <see cref="ServiceClient"/> of a service, keyed by its name: <c>[FromKeyedServices("inventory")] ServiceClient inventory</c>.
    /// The other service must trust this one: it names it in <see cref="AssertionEndpointConventions.AddAssertions"/>.
    /// </summary>
    /// <param name="services">The module's services; the host adds <see cref="ITableStore"/>.</param>
    /// <param name="caller">The module's own name, in which it vouches for whom it speaks.</param>
    /// <param name="service">The service that is called.</param>
    /// <param name="options">Patience and repetitions; null for the usual ones.</param>
    public static IServiceCollection AddServiceClient(this IServiceCollection services, string caller, string service, ServiceClientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(caller);
        ArgumentException.ThrowIfNullOrEmpty(service);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new AssertionIssuer(caller, provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ServiceRegistry(provider.GetRequiredService<ITableStore>()));
        services.TryAddSingleton<ServiceDirectory>();
        services.TryAddSingleton<ServiceTransport>();
        return services.AddKeyedSingleton(service, (provider, _) => new ServiceClient(
            service,
            provider.GetRequiredService<ServiceDirectory>(),
            provider.GetRequiredService<ServiceTransport>(),
            provider.GetRequiredService<AssertionIssuer>(),
            new ServiceTries(options ?? new ServiceClientOptions(), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<ILogger<ServiceClient>>()));
    }
}
