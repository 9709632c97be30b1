using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.Platform.Agendas;

/// <summary>How a module gets its sweeps run.</summary>
public static class SweepConventions
{
    /// <summary>Registers a sweep, and runs it as long as the process lives.</summary>
    public static IServiceCollection AddSweep<TSweep>(this IServiceCollection services)
        where TSweep : class, ISweep =>
        services
            .AddSingleton<TSweep>()
            .AddSingleton<ISweep>(provider => provider.GetRequiredService<TSweep>())
            .AddHostedService<SweepLoop<TSweep>>();
}
