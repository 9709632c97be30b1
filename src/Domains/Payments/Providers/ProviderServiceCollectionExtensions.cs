using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tollgate.Payments.Processing;
using Tollgate.Platform.Tables;

namespace Tollgate.Payments.Providers;

internal static class ProviderServiceCollectionExtensions
{
    /// <summary>Registers the simulated provider, unless the host brings another one, and makes it misbehave where settings say so.</summary>
    public static IServiceCollection AddPaymentProvider(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProviderOptions>().Bind(configuration.GetSection(ProviderOptions.Section)).Validate(
            options => options.IsValid(), $"{ProviderOptions.Section}: a number is out of its range (see docs/domains.md).").ValidateOnStart();
        services.AddOptions<ChaosOptions>().Bind(configuration.GetSection(ChaosOptions.Section)).Validate(
            options => options.IsValid(), $"{ChaosOptions.Section}: rates lie between 0 and 1, LatencySeconds between 0 and 60.").ValidateOnStart();
        services.TryAddSingleton<IPaymentProvider>(Create);
        services.AddSingleton<ProviderClient>();
        return services;
    }

    private static IPaymentProvider Create(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var simulated = new SimulatedProvider(
            services.GetRequiredService<ITableStore>(), services.GetRequiredService<IOptions<ProviderOptions>>(), Notify, time);
        var chaos = services.GetRequiredService<IOptions<ChaosOptions>>().Value;
        return chaos.IsOn() ? new ChaosProvider(simulated, chaos, Notify, time) : simulated;

        // Found when it is needed: it stands on the provider itself.
        ValueTask Notify(ProviderNotice notice, CancellationToken cancellationToken) =>
            services.GetRequiredService<ProviderNotices>().ReceiveAsync(notice, cancellationToken);
    }
}
