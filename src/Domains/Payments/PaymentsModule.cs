using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Payments.Events;
using Tollgate.Payments.Processing;
using Tollgate.Payments.Providers;
using Tollgate.Platform.Agendas;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.OpenApi;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Payments;

/// <summary>
/// Payments through a provider, with a ledger that always balances, per tenant. It serves callers for whom the gateway vouches, and the orders
/// service. The provider is a simulated one.
/// </summary>
public sealed class PaymentsModule : IEndpointModule
{
    private const string Name = "payments";
    private static readonly string[] Issuers = ["gateway", "orders"];

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new(
        Name,
        [
            new TableInfo(PaymentStore.Table, StorageHome.Own, StorageAccess.Write),
            new TableInfo(SimulatedProvider.Table, StorageHome.Own, StorageAccess.Write),
            Outbox.HintTable,
            IdempotencyTable.Info(Name),
            .. Issuers.Select(issuer => TrustTable.Info(issuer, StorageAccess.Read)),
        ],
        [])
    {
        Publishes = PaymentEvents.Types,
    };

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTollgateConventions();
        services.AddAssertions(Name, Issuers);
        services.AddIdempotency(Name);
        services.AddOutbox(Info);
        services.AddOpenApi(options => options.FollowConventions(PaymentsDescription.Api));
        services.TryAddSingleton(TimeProvider.System);
        services.AddPaymentProvider(configuration);
        services.AddSingleton<PaymentStore>();
        services.AddSingleton<PaymentSettler>();
        services.AddSingleton<ProviderNotices>();
        services.AddSingleton<PaymentDesk>();
        services.AddSweep<PaymentAgenda>();
        services.AddSingleton<IReadinessCheck>(provider => new TableReadiness(provider.GetRequiredService<ITableStore>(), PaymentStore.Table));
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPayments();
        endpoints.MapApiDescription();
    }
}
