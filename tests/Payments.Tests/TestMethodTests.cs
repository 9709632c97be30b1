using Tollgate.Contracts.Services;

namespace Tollgate.Payments.Tests;

public sealed class TestMethodTests : IAsyncLifetime
{
    private ServiceHost _payments = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _payments = await PaymentsHost.StartOnRealTimeAsync();
        _client = await _payments.WriterAsync();
    }

    [Theory]
    [InlineData("pm_approve")]
    [InlineData("pm_slow")]
    [InlineData("pm_timeout_after_success")]
    [InlineData("pm_answer_twice")]
    public async Task However_the_provider_answers_each_thing_happens_once(string method)
    {
        using var made = await _client.PayAsync("p1", method: method);
        using var captured = await _client.SendAsync("POST", "/payments/p1/capture");
        using var refunded = await _client.RefundAsync("p1", 500, "k1");

        Assert.Equal("authorized", (await made.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal("captured", (await captured.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal("partiallyRefunded", (await refunded.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal(new() { ["provider"] = 990, ["refunds"] = 500, ["sales"] = -1490 }, await _client.BalancesAsync("p1"));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _payments.DisposeAsync();
    }
}
