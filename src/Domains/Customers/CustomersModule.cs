using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Customers.Addresses;
using Tollgate.Customers.Consents;
using Tollgate.Customers.Events;
using Tollgate.Customers.PersonalData;
using Tollgate.Customers.Profiles;
using Tollgate.Customers.Seed;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.OpenApi;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Customers;

/// <summary>
/// Customers with their addresses and consents, per tenant. What it holds of a person can be exported and erased, and other services hear of both
/// changes and erasures. Where the host's environment is <c>dev</c>, or <c>Customers:Seed</c> is true, it starts with a few sample customers.
/// </summary>
public sealed class CustomersModule : IEndpointModule
{
    private const string Name = "customers";

    private static readonly string[] Issuers = ["gateway", "orders"];

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new(
        Name,
        [
            new TableInfo(CustomerStore.Table, StorageHome.Own, StorageAccess.Write),
            IdempotencyTable.Info(Name),
            Outbox.HintTable,
            .. Issuers.Select(issuer => TrustTable.Info(issuer, StorageAccess.Read)),
        ],
        [])
    {
        Publishes = [CustomerChanged.Type, CustomerErased.Type],
    };

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTollgateConventions();
        services.AddAssertions(Name, Issuers);
        services.AddIdempotency(Name);
        services.AddOutbox(Info);
        services.AddOpenApi(options => options.FollowConventions(CustomersDescription.Api));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CustomerStore>();
        services.AddSingleton<CustomerDesk>();
        services.AddSingleton<AddressDesk>();
        services.AddSingleton<ConsentDesk>();
        services.AddSingleton<Export>();
        services.AddSingleton<Erasure>();
        services.AddSingleton<IReadinessCheck>(provider => new TableReadiness(provider.GetRequiredService<ITableStore>(), CustomerStore.Table));
        services.AddSeed("Customers", (provider, isOn) => new CustomerSeed(
            provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<CustomerStore>(), isOn));
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCustomers();
        endpoints.MapAddresses();
        endpoints.MapConsents();
        endpoints.MapPersonalData();
        endpoints.MapApiDescription();
    }
}
