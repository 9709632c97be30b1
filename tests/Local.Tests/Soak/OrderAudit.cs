using System.Net;
using System.Text.Json;
using Tollgate.Local.Tests.Processes;

namespace Tollgate.Local.Tests.Soak;

/// <summary>Compares what the services say of the same orders, once everything has come to rest.</summary>
internal sealed class OrderAudit(Shop shop)
{
    private static readonly HashSet<string> Ends = ["confirmed", "rejected", "cancelled"];

    /// <summary>Waits until every order has ended and every mail is there, then checks each service against the others.</summary>
    /// <returns>How many orders came to each end.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> CheckAsync(Shop shop, IReadOnlyList<string> ids, IReadOnlyList<string> products, StockAudit before)
    {
        List<JsonElement> orders = [];
        foreach (var id in ids)
        {
            orders.Add(await Eventually.AskAsync(() => ReadAsync(shop, $"/orders/v1/orders/{id}"), order => Ends.Contains(State(order)), $"order {id} has not ended"));
        }

        var audit = new OrderAudit(shop);
        foreach (var order in orders)
        {
            await audit.CheckHistoryAsync(order);
            await audit.CheckPaymentAsync(order);
            await audit.CheckMailsAsync(order);
        }

        (await StockAudit.ReadAsync(shop, products)).Expect(before, [.. orders.Where(order => State(order) == "confirmed")]);
        return orders.GroupBy(State).ToDictionary(end => end.Key, end => end.Count());
    }

    private static string Id(JsonElement order) => order.GetProperty("id").GetString()!;

    private static string State(JsonElement item) => item.GetProperty("state").GetString()!;

    private static async Task<JsonElement> ReadAsync(Shop shop, string path)
    {
        var (status, body) = await shop.SendAsync(HttpMethod.Get, path);
        return status is HttpStatusCode.OK ? body : throw new InvalidOperationException($"{path} was answered with {status}: {body}");
    }

    private async Task CheckHistoryAsync(JsonElement order)
    {
        var ends = (await shop.ListAsync($"/orders/v1/orders/{Id(order)}/history")).Select(State).Where(Ends.Contains).ToList();

        // A confirmed order may be cancelled later; there is no other way from one end to another.
        Assert.Contains(string.Join(", ", ends), State(order) == "cancelled" ? ["cancelled", "confirmed, cancelled"] : (string[])[State(order)]);
    }

    // Nothing is owed for an order that was not confirmed; for a confirmed one exactly its total is promised. And the books balance.
    private async Task CheckPaymentAsync(JsonElement order)
    {
        var (status, payment) = await shop.SendAsync(HttpMethod.Get, $"/payments/v1/payments/{Id(order)}");
        if (status is HttpStatusCode.NotFound)
        {
            Assert.NotEqual("confirmed", State(order));
            return;
        }

        payment = await Eventually.AskAsync(() => ReadAsync(shop, $"/payments/v1/payments/{Id(order)}"), payment => State(payment) != "pending", "the payment is still pending");
        Assert.Contains(State(payment), State(order) == "confirmed" ? ["authorized"] : (string[])["declined", "voided"]);
        if (State(order) == "confirmed")
        {
            Assert.Equal(order.GetProperty("total").GetRawText(), payment.GetProperty("amount").GetRawText());
        }

        var entries = await shop.ListAsync($"/payments/v1/payments/{Id(order)}/ledger");
        Assert.All(entries.GroupBy(entry => entry.GetProperty("posting").GetInt32()), posting => Assert.Equal(0, posting.Sum(Amount)));
        Assert.Equal(
            State(payment) == "authorized" ? order.GetProperty("total").GetProperty("amount").GetInt64() : 0,
            entries.Where(entry => entry.GetProperty("account").GetString() == "authorizations").Sum(entry => Math.Abs(Amount(entry)) * (entry.GetProperty("reason").GetString() == "void" ? -1 : 1)));
    }

    // One mail for each end that the order had, and no other.
    private async Task CheckMailsAsync(JsonElement order)
    {
        var expected = (await shop.ListAsync($"/orders/v1/orders/{Id(order)}/history")).Select(State).Where(Ends.Contains).Select(state => $"order-{state}").Order().ToList();
        var mails = await Eventually.AskAsync(
            async () => (await shop.ListAsync($"/notifications/v1/mailbox?order={Id(order)}")).Select(mail => mail.GetProperty("template").GetString()!).Order().ToList(),
            mails => mails.Count >= expected.Count,
            $"a mail about order {Id(order)} is missing");

        Assert.Equal(expected, mails);
    }

    private static long Amount(JsonElement entry) => entry.GetProperty("amount").GetProperty("amount").GetInt64();
}
