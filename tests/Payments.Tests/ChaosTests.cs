using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Events;
using Tollgate.Contracts.Services;
using Tollgate.Hosting.Embedded;
using Tollgate.Payments.Processing;
using Tollgate.Payments.Providers;
using Tollgate.Platform.Tables;

namespace Tollgate.Payments.Tests;

public sealed class ChaosTests
{
    [Fact]
    public async Task However_badly_the_provider_behaves_each_payment_is_captured_once_in_the_end()
    {
        var events = new HeardEvents();
        var chaos = new ChaosOptions { ErrorRate = 0.4, LostAnswerRate = 0.4, DuplicateRate = 0.5 };
        var (host, wire) = await PaymentsHost.StartAsync(events.ListenTo);
        await using var _ = host;
        wire.Disturbance = provider => new ChaosProvider(
            provider, chaos, (notice, token) => host.Services.GetRequiredService<ProviderNotices>().ReceiveAsync(notice, token), host.Clock);
        using var client = await host.WriterAsync();

        for (var i = 0; i < 10; i++)
        {
            await UntilAsync(client, $"p{i}", "authorized", () => client.PayAsync($"p{i}"));
            await UntilAsync(client, $"p{i}", "captured", () => client.SendAsync("POST", $"/payments/p{i}/capture"));
            Assert.Equal(new() { ["provider"] = 1490, ["sales"] = -1490 }, await client.BalancesAsync($"p{i}"));
        }

        Assert.Equal(20, events.All.Count);
        Assert.Distinct(events.Names);
    }

    [Fact]
    public async Task Without_settings_nothing_is_disturbed()
    {
        await using var services = Services([]);

        Assert.IsType<SimulatedProvider>(services.GetRequiredService<IPaymentProvider>());
    }

    [Fact]
    public async Task With_a_rate_the_provider_is_disturbed()
    {
        await using var services = Services(new() { ["Payments:Chaos:LostAnswerRate"] = "0.1" });

        Assert.IsType<ChaosProvider>(services.GetRequiredService<IPaymentProvider>());
    }

    [Theory]
    [InlineData("Payments:Chaos:ErrorRate", "1.1")]
    [InlineData("Payments:Chaos:DuplicateRate", "-0.1")]
    [InlineData("Payments:Chaos:LatencySeconds", "61")]
    public void A_setting_out_of_its_range_is_named(string setting, string value)
    {
        using var services = Services(new() { [setting] = value });

        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ChaosOptions>>().Value);

        Assert.Contains("Payments:Chaos", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TryTimeoutSeconds", "0")]
    [InlineData("Retries", "6")]
    [InlineData("RetryDelaySeconds", "11")]
    [InlineData("SlowSeconds", "61")]
    public void Patience_out_of_its_range_is_named(string setting, string value)
    {
        using var services = Services(new() { ["Payments:Provider:" + setting] = value });

        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ProviderOptions>>().Value);

        Assert.Contains("Payments:Provider", fault.Message, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(HttpClient client, string id, string state, Func<Task<HttpResponseMessage>> ask)
    {
        do
        {
            using var answer = await ask();
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
        while (await client.StateAsync(id) != state);
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ => EmbeddedStorage.OpenInMemory(TimeProvider.System))
            .AddSingleton<ITableStore>(provider => provider.GetRequiredService<EmbeddedStorage>().TablesFor(new PaymentsModule().Info))
            .AddPaymentProvider(configuration)
            .BuildServiceProvider();
    }
}
