using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Services;
using Tollgate.Payments.Processing;
using Tollgate.Payments.Providers;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Payments.Tests;

/// <summary>Payments with the simulated provider behind a wire that a test can cut, without pauses between tries and without a sweep of its own.</summary>
internal static class PaymentsHost
{
    public static async Task<(ServiceHost Host, Wire Wire)> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var wire = new Wire();
        var host = await ServiceHost.StartAsync(new PaymentsModule(), configure: services =>
        {
            WithoutSweeps(services);
            configure?.Invoke(services);
            services.AddSingleton(Options.Create(new ProviderOptions { RetryDelaySeconds = 0, SlowSeconds = 0 }));
            services.AddSingleton<IPaymentProvider>(provider => wire.To(Simulated(provider)));
        });
        return (host, wire);
    }

    /// <summary>On the machine's clock, so that what is not answered in time is given up.</summary>
    public static Task<ServiceHost> StartOnRealTimeAsync() => ServiceHost.StartAsync(
        new PaymentsModule(), clock: new ManualClock(TimeProvider.System.GetUtcNow()), configure: services =>
        {
            WithoutSweeps(services);
            services.AddSingleton(TimeProvider.System);
            services.AddSingleton(Options.Create(new ProviderOptions { TryTimeoutSeconds = 0.2, RetryDelaySeconds = 0, SlowSeconds = 0.01 }));
        });

    public static async Task<int> SweepAsync(this ServiceHost host) =>
        await host.Services.GetRequiredService<PaymentAgenda>().RunAsync(CancellationToken.None);

    private static SimulatedProvider Simulated(IServiceProvider services) => new(
        services.GetRequiredService<ITableStore>(),
        services.GetRequiredService<IOptions<ProviderOptions>>(),
        (notice, token) => services.GetRequiredService<ProviderNotices>().ReceiveAsync(notice, token),
        services.GetRequiredService<TimeProvider>());

    private static void WithoutSweeps(IServiceCollection services)
    {
        foreach (var loop in services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Name.StartsWith("SweepLoop", StringComparison.Ordinal) is true).ToList())
        {
            services.Remove(loop);
        }
    }
}

/// <summary>The way to a provider.</summary>
internal sealed class Wire : IPaymentProvider
{
    private IPaymentProvider _provider = null!;

    /// <summary>Whether nothing gets through.</summary>
    public bool IsCut { get; set; }

    /// <summary>Whether requests get through and answers don't.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>What the provider refuses, although it could do it.</summary>
    public ProviderOperation? Refused { get; set; }

    /// <summary>Keys of the requests that got through.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What stands between the wire and the provider, if anything; to be set before the first request.</summary>
    public Func<IPaymentProvider, IPaymentProvider>? Disturbance { get; set; }

    public Wire To(IPaymentProvider provider)
    {
        _provider = Disturbance?.Invoke(provider) ?? provider;
        return this;
    }

    public async ValueTask<ProviderAnswer> AskAsync(ProviderCommand command, CancellationToken cancellationToken)
    {
        if (IsCut)
        {
            throw new ProviderUnavailableException("The wire is cut.");
        }

        Asked.Add(command.Key);
        if (command.Operation == Refused)
        {
            return new ProviderAnswer(false, command.Reference ?? "none", "not-today");
        }

        var answer = await _provider.AskAsync(command, cancellationToken);
        return LosesAnswers ? throw new ProviderUnavailableException("The answer was lost.") : answer;
    }
}
