using Tollgate.Contracts.Events;
using Tollgate.Contracts.Services;

namespace Tollgate.Payments.Tests;

public sealed class PaymentEventContractTests() : EventPublisherContract(new PaymentsModule());

public sealed class EventTests : IAsyncLifetime
{
    private readonly HeardEvents _events = new();
    private ServiceHost _payments = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        (_payments, _) = await PaymentsHost.StartAsync(configure: _events.ListenTo);
        _client = await _payments.WriterAsync();
    }

    [Fact]
    public async Task Others_hear_what_becomes_of_a_payment()
    {
        using var made = await _client.PayAsync("p1");
        using var again = await _client.PayAsync("p1");
        using var captured = await _client.SendAsync("POST", "/payments/p1/capture");
        using var refund = await _client.RefundAsync("p1", 400, "k1");
        using var further = await _client.RefundAsync("p1", 300, "k2");

        Assert.Equal(
            [
                "payments.payment-authorized.v1 p1", "payments.payment-captured.v1 p1", "payments.payment-refunded.v1 p1", "payments.payment-refunded.v1 p1",
            ],
            _events.Names);
        var last = _events.All[^1].Data;
        Assert.Equal("o1", last.GetProperty("order").GetString());
        Assert.Equal("""{"currency":"EUR","amount":300}""", last.GetProperty("amount").GetRawText());
        Assert.Equal("""{"currency":"EUR","amount":700}""", last.GetProperty("refunded").GetRawText());
    }

    [Fact]
    public async Task Others_hear_of_what_is_declined_and_voided()
    {
        using var declined = await _client.PayAsync("p1", method: "pm_decline");
        using var made = await _client.PayAsync("p2");
        using var voided = await _client.SendAsync("POST", "/payments/p2/void");
        using var never = await _client.SendAsync("POST", "/payments/p3/void");

        Assert.Equal(
            ["payments.payment-declined.v1 p1", "payments.payment-authorized.v1 p2", "payments.payment-voided.v1 p2"], _events.Names);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _payments.DisposeAsync();
    }
}
