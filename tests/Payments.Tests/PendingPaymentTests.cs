using Tollgate.Contracts.Services;

namespace Tollgate.Payments.Tests;

/// <summary>Payments of which the provider has not said what became of them.</summary>
public sealed class PendingPaymentTests : IAsyncLifetime
{
    private ServiceHost _payments = null!;
    private Wire _wire = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        (_payments, _wire) = await PaymentsHost.StartAsync();
        _client = await _payments.WriterAsync();
    }

    [Fact]
    public async Task Without_an_answer_a_payment_is_pending_until_the_sweep_knows()
    {
        _wire.LosesAnswers = true;
        using var made = await _client.PayAsync("p1");
        _wire.LosesAnswers = false;
        _payments.Clock.Advance(TimeSpan.FromSeconds(15));

        await _payments.SweepAsync();

        var pending = await made.JsonAsync();
        Assert.Equal(("pending", "authorize"), (pending["state"]!.GetValue<string>(), pending["pending"]!.GetValue<string>()));
        Assert.Equal("authorized", await _client.StateAsync("p1"));
        Assert.Equal(["default|p1|authorize"], _wire.Asked.Distinct());
    }

    [Fact]
    public async Task The_sweep_goes_on_asking_as_long_as_the_provider_is_silent()
    {
        _wire.IsCut = true;
        using var made = await _client.PayAsync("p1");
        for (var minutes = 1; minutes <= 4; minutes++)
        {
            _payments.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await _payments.SweepAsync();
        }

        _wire.IsCut = false;
        _payments.Clock.Advance(TimeSpan.FromMinutes(15));
        await _payments.SweepAsync();

        using var later = await _payments.WriterAsync();
        Assert.Equal("authorized", await later.StateAsync("p1"));
    }

    [Theory]
    [InlineData("pm_approve", "voided")]
    [InlineData("pm_decline", "declined")]
    public async Task A_void_of_what_is_pending_holds_as_soon_as_it_is_known(string method, string state)
    {
        _wire.IsCut = true;
        using var made = await _client.PayAsync("p1", method: method);
        using var voided = await _client.SendAsync("POST", "/payments/p1/void");
        _wire.IsCut = false;
        _payments.Clock.Advance(TimeSpan.FromMinutes(1));

        await _payments.SweepAsync();

        Assert.Equal("pending", (await voided.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal(state, await _client.StateAsync("p1"));
        Assert.Empty(await _client.BalancesAsync("p1"));
    }

    [Fact]
    public async Task What_is_pending_is_settled_first_and_nothing_else_begins_meanwhile()
    {
        using var made = await _client.PayAsync("p1");
        _wire.IsCut = true;
        using var captured = await _client.SendAsync("POST", "/payments/p1/capture");
        using var refused = await _client.RefundAsync("p1", 1, "k1");
        _wire.IsCut = false;

        using var refunded = await _client.RefundAsync("p1", 1, "k1");

        Assert.Equal("capture", (await captured.JsonAsync())["pending"]!.GetValue<string>());
        await refused.ProblemAsync(503, "payment-pending");
        Assert.Equal("partiallyRefunded", (await refunded.JsonAsync())["state"]!.GetValue<string>());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _payments.DisposeAsync();
    }
}
