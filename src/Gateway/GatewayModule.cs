using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Gateway.Accepting;
using Tollgate.Gateway.Addresses;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Gateway.Authorizing;
using Tollgate.Gateway.Composing;
using Tollgate.Gateway.Cors;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Idempotency;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Gateway.Recording;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Routing;
using Tollgate.Gateway.Snapshots;
using Tollgate.Platform;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Networks;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Gateway;

/// <summary>The data plane: one HTTP request in, policies, one upstream call out. Its routes are data, so it handles every request itself.</summary>
public sealed class GatewayModule : IHttpApplication
{
    /// <summary>
    /// The setting that names the proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed: addresses and networks,
    /// separated by commas or spaces. Absent or empty: nobody's.
    /// </summary>
    public const string TrustedProxiesKey = "Edge:TrustedProxies";

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new(
        "gateway",
        [
            PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Read),
            PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Read),
            PlatformTables.Table(PlatformTables.Registry, StorageAccess.Read),
            PlatformTables.Table(PlatformTables.TrustGateway, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Ledger, StorageAccess.Write),
        ],
        [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Read)]);

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddSingleton(ProxiesOf(configuration));
        services.AddSingleton<ConfigurationReader>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<ServiceRegistry>();
        services.AddSingleton(provider => new AssertionIssuer("gateway", provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<UpstreamClients>();
        services.AddSingleton<UpstreamStates>();
        services.AddSingleton<ResilienceEvents>();
        services.AddSingleton<HealthProbes>();
        services.AddSingleton<SnapshotCompiler>();
        services.AddSingleton<SnapshotSource>();
        services.AddHostedService<SnapshotPreload>();
        services.AddSingleton<CredentialCache>();
        services.AddSingleton<TokenPolicies>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton<RetryLoop>();
        services.AddSingleton<AccessLog>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<IReadinessCheck, SnapshotReadiness>();
        services.AddSingleton<AcceptStage>();
        services.AddSingleton<RouteStage>();
        services.AddSingleton<PreflightStage>();
        services.AddSingleton<AddressStage>();
        services.AddSingleton<Limiter>();
        services.AddSingleton<IDailyJob, LedgerPurge>();
        services.AddSingleton<EarlyLimitStage>();
        services.AddSingleton<AuthenticateStage>();
        services.AddSingleton<AuthorizeStage>();
        services.AddSingleton<LimitStage>();
        services.AddSingleton<IdempotencyStage>();
        services.AddSingleton<BranchCaller>();
        services.AddSingleton<ComposeStage>();
        services.AddSingleton<ForwardStage>();
        services.AddSingleton<GatewayHandler>();
    }

    /// <inheritdoc/>
    public RequestDelegate CreateHandler(IServiceProvider services) => services.GetRequiredService<GatewayHandler>().HandleAsync;

    private static TrustedProxies ProxiesOf(IConfiguration configuration) =>
        NetworkSet.TryParse(configuration[TrustedProxiesKey] ?? "", out var networks, out var error)
            ? new TrustedProxies(networks)
            : throw new FormatException($"The setting '{TrustedProxiesKey}': {error}.");
}
