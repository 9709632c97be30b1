using System.Net;
using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;
using Tollgate.Payments.Providers;

namespace Tollgate.Payments.Tests;

public sealed class PaymentTests : IAsyncLifetime
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
    public async Task An_approved_payment_is_authorized()
    {
        using var made = await _client.PayAsync("p1");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var payment = await made.JsonAsync();
        Assert.Equal("authorized", payment["state"]!.GetValue<string>());
        Assert.Equal("""{"currency":"EUR","amount":1490}""", payment["amount"]!.ToJsonString());
        Assert.Equal(new() { ["customerPromises"] = 1490, ["authorizations"] = -1490 }, await _client.BalancesAsync("p1"));
    }

    [Fact]
    public async Task That_the_provider_declines_is_an_answer_and_no_error()
    {
        using var made = await _client.PayAsync("p1", method: "pm_decline");
        using var unknown = await _client.PayAsync("p2", method: "pm_other");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var payment = await made.JsonAsync();
        Assert.Equal(("declined", "card-declined"), (payment["state"]!.GetValue<string>(), payment["reason"]!.GetValue<string>()));
        Assert.Equal("unknown-method", (await unknown.JsonAsync())["reason"]!.GetValue<string>());
        Assert.Empty(await _client.BalancesAsync("p1"));
    }

    [Fact]
    public async Task The_same_request_again_asks_the_provider_nothing_new()
    {
        using var first = await _client.PayAsync("p1");

        using var second = await _client.PayAsync("p1");

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(["default|p1|authorize"], _wire.Asked);
    }

    [Fact]
    public async Task Another_request_with_the_same_id_is_refused()
    {
        using var first = await _client.PayAsync("p1");

        using var amount = await _client.PayAsync("p1", amount: 1491);
        using var method = await _client.PayAsync("p1", method: "pm_slow");
        using var currency = await _client.PayAsync("p1", currency: "USD");

        await amount.ProblemAsync(422, "payment-differs");
        await method.ProblemAsync(422, "payment-differs");
        await currency.ProblemAsync(422, "payment-differs");
    }

    [Fact]
    public async Task A_capture_collects_everything_once()
    {
        using var made = await _client.PayAsync("p1");

        using var first = await _client.SendAsync("POST", "/payments/p1/capture");
        using var again = await _client.SendAsync("POST", "/payments/p1/capture", "{}");
        using var other = await _client.SendAsync("POST", "/payments/p1/capture", """{"amount":{"currency":"EUR","amount":1}}""");

        Assert.Equal("captured", (await first.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await other.ProblemAsync(422, "payment-differs");
        Assert.Equal(new() { ["provider"] = 1490, ["sales"] = -1490 }, await _client.BalancesAsync("p1"));
    }

    [Fact]
    public async Task A_capture_of_a_part_frees_the_rest()
    {
        using var made = await _client.PayAsync("p1");

        using var captured = await _client.SendAsync("POST", "/payments/p1/capture", """{"amount":{"currency":"EUR","amount":490}}""");
        using var tooMuch = await _client.SendAsync("POST", "/payments/p1/refunds", """{"amount":{"currency":"EUR","amount":491}}""", key: "k1");

        Assert.Equal(490, (await captured.JsonAsync())["captured"]!["amount"]!.GetValue<long>());
        Assert.Equal(["#/amount/amount"], await tooMuch.ProblemAsync(409, "amount-exceeded"));
        Assert.Equal(new() { ["provider"] = 490, ["sales"] = -490 }, await _client.BalancesAsync("p1"));
    }

    [Fact]
    public async Task More_than_is_authorized_is_not_captured()
    {
        using var made = await _client.PayAsync("p1");

        using var tooMuch = await _client.SendAsync("POST", "/payments/p1/capture", """{"amount":{"currency":"EUR","amount":1491}}""");
        using var foreign = await _client.SendAsync("POST", "/payments/p1/capture", """{"amount":{"currency":"USD","amount":1490}}""");

        Assert.Equal(["#/amount/amount"], await tooMuch.ProblemAsync(409, "amount-exceeded"));
        Assert.Equal(["#/amount/currency"], await foreign.ProblemAsync(400, "validation-failed"));
        Assert.Equal("authorized", await _client.StateAsync("p1"));
    }

    [Fact]
    public async Task Refunds_add_up_to_what_was_captured_and_no_further()
    {
        using var made = await _client.PayAsync("p1");
        using var captured = await _client.SendAsync("POST", "/payments/p1/capture");

        using var first = await _client.RefundAsync("p1", 1000, "k1");
        using var tooMuch = await _client.RefundAsync("p1", 491, "k2");
        using var rest = await _client.RefundAsync("p1", 490, "k3");

        Assert.Equal("partiallyRefunded", (await first.JsonAsync())["state"]!.GetValue<string>());
        await tooMuch.ProblemAsync(409, "amount-exceeded");
        Assert.Equal("refunded", (await rest.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal(1490, (await rest.JsonAsync())["refunded"]!["amount"]!.GetValue<long>());
        Assert.Equal(new() { ["refunds"] = 1490, ["sales"] = -1490 }, await _client.BalancesAsync("p1"));
    }

    [Fact]
    public async Task A_void_gives_up_what_is_authorized_and_may_be_repeated()
    {
        using var made = await _client.PayAsync("p1");

        using var first = await _client.SendAsync("POST", "/payments/p1/void");
        using var second = await _client.SendAsync("POST", "/payments/p1/void");
        using var captured = await _client.SendAsync("POST", "/payments/p1/capture");

        Assert.Equal("voided", (await first.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        await captured.ProblemAsync(409, "payment-closed");
        Assert.Empty(await _client.BalancesAsync("p1"));
    }

    [Fact]
    public async Task A_void_that_comes_before_the_payment_wins()
    {
        using var voided = await _client.SendAsync("POST", "/payments/p1/void");

        using var late = await _client.PayAsync("p1");

        Assert.Equal("voided", (await voided.JsonAsync())["state"]!.GetValue<string>());
        await late.ProblemAsync(409, "payment-closed");
        Assert.Empty(_wire.Asked);
        Assert.Equal("voided", await _client.StateAsync("p1"));
    }

    [Fact]
    public async Task What_was_captured_is_refunded_and_not_voided()
    {
        using var made = await _client.PayAsync("p1");
        using var early = await _client.RefundAsync("p1", 1, "k1");
        using var captured = await _client.SendAsync("POST", "/payments/p1/capture");

        using var voided = await _client.SendAsync("POST", "/payments/p1/void");

        await early.ProblemAsync(409, "payment-closed");
        await voided.ProblemAsync(409, "payment-closed");
    }

    [Fact]
    public async Task What_the_provider_refuses_leaves_the_payment_as_it_was()
    {
        using var made = await _client.PayAsync("p1");
        _wire.Refused = ProviderOperation.Capture;

        using var captured = await _client.SendAsync("POST", "/payments/p1/capture");

        await captured.ProblemAsync(409, "provider-refused");
        Assert.Equal("authorized", await _client.StateAsync("p1"));
        Assert.Equal(new() { ["customerPromises"] = 1490, ["authorizations"] = -1490 }, await _client.BalancesAsync("p1"));
    }

    [Theory]
    [InlineData("""{"amount":{"currency":"EUR","amount":0}}""", "#/amount/amount")]
    [InlineData("""{"amount":{"currency":"EUR","amount":-5}}""", "#/amount/amount")]
    [InlineData("""{"amount":{"currency":"EUR","amount":1000000000000}}""", "#/amount/amount")]
    [InlineData("""{"amount":{"currency":"EUR","amount":9223372036854775808}}""", "#/amount/amount")]
    [InlineData("""{"amount":{"currency":"EUR","amount":1.5}}""", "#/amount/amount")]
    [InlineData("""{"amount":{"currency":"XXX","amount":1}}""", "#/amount/currency")]
    [InlineData("""{"amount":null}""", "#/amount")]
    [InlineData("""{"method":"4111111111111111"}""", "#/method")]
    [InlineData("""{"method":"pm_4111111111111111"}""", "#/method")]
    [InlineData("""{"method":"pm_4111_1111_1111_1111"}""", "#/method")]
    [InlineData("""{"method":null}""", "#/method")]
    [InlineData("""{"order":"a/b"}""", "#/order")]
    [InlineData("""{"cardNumber":"4111111111111111"}""", "#/cardNumber")]
    public async Task A_fault_is_reported_with_its_pointer_and_never_repeated(string body, string pointer)
    {
        var draft = Payments.Draft();
        foreach (var member in JsonNode.Parse(body)!.AsObject())
        {
            draft[member.Key] = member.Value?.DeepClone();
        }

        using var refused = await _client.SendAsync("PUT", "/payments/p1", draft.ToJsonString());

        Assert.Equal([pointer], await refused.ProblemAsync(400, "validation-failed"));
        Assert.DoesNotContain("4111", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_sees_no_payment()
    {
        using var made = await _client.PayAsync("p1");
        using var other = await _payments.WriterAsync("other");

        using var read = await other.SendAsync("GET", "/payments/p1");
        using var ledger = await other.SendAsync("GET", "/payments/p1/ledger");
        using var captured = await other.SendAsync("POST", "/payments/p1/capture");
        using var own = await other.PayAsync("p1", amount: 7);

        await read.ProblemAsync(404, "resource-not-found");
        await ledger.ProblemAsync(404, "resource-not-found");
        await captured.ProblemAsync(404, "resource-not-found");
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
        Assert.Equal(["p1"], (await other.GetJsonAsync("/payments")).Values("id"));
        Assert.Equal(1490, (await _client.GetJsonAsync("/payments/p1"))["amount"]!["amount"]!.GetValue<long>());
    }

    [Fact]
    public async Task Payments_are_listed_the_latest_first_page_by_page()
    {
        for (var i = 0; i < 5; i++)
        {
            using var made = await _client.PayAsync($"p{i}");
            _payments.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var ids = new List<string>();
        string? next = null;
        do
        {
            var page = await _client.GetJsonAsync("/payments?limit=2" + (next is null ? "" : "&cursor=" + next));
            ids.AddRange(page.Values("id"));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);

        Assert.Equal(["p4", "p3", "p2", "p1", "p0"], ids);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _payments.DisposeAsync();
    }
}
