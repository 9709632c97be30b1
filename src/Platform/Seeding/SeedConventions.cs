using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Seeding;

/// <summary>How a module gets its sample data.</summary>
public static class SeedConventions
{
    /// <summary>
    /// Registers the seed and starts it with the process where the host lets it. It is on where the host's environment is <c>dev</c>, unless the
    /// setting <c>{section}:Seed</c> says otherwise.
    /// </summary>
    /// <param name="services">The module's services.</param>
    /// <param name="section">The module's settings: <c>Catalog</c>.</param>
    /// <param name="create">Makes the seed of the store and whether it is on.</param>
    public static IServiceCollection AddSeed(this IServiceCollection services, string section, Func<ITableStore, bool, Seed> create) =>
        services.AddSeed(section, (provider, isOn) => create(provider.GetRequiredService<ITableStore>(), isOn));

    /// <inheritdoc cref="AddSeed(IServiceCollection, string, Func{ITableStore, bool, Seed})"/>
    public static IServiceCollection AddSeed(this IServiceCollection services, string section, Func<IServiceProvider, bool, Seed> create) =>
        services
            .AddSingleton(provider => create(provider, provider.GetRequiredService<IConfiguration>().GetValue(
                section + ":Seed", provider.GetRequiredService<HostInfo>().Environment == "dev")))
            .AddHostedService<SeedStarter>();

    /// <summary>Lets requests wait until the sample data is there.</summary>
    public static TBuilder AfterSeed<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            var next = endpoint.RequestDelegate ?? throw new InvalidOperationException($"'{endpoint.DisplayName}' handles no requests.");
            endpoint.RequestDelegate = async context =>
            {
                await context.RequestServices.GetRequiredService<Seed>().EnsureAsync(context.RequestAborted);
                await next(context);
            };
        });
        return builder;
    }
}
