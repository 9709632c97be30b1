using System.Net;
using Tollgate.Local.Tests.Processes;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.PersonalData;

/// <summary>Walks one erasure through all services of a process, as docs/domains.md says of their tables.</summary>
public sealed class ErasureTests
{
    private const string Name = "Zerlina Marker";
    private const string FormerName = "Zerlina Formerly";
    private const string Email = "zerlina.marker@example.com";
    private const string Digits = "493012345699";
    private const string Street = "7 Marker Mews";
    private const string City = "Markerham";
    private const string Source = "marker form";
    private const string Note = "Marker has moved away";

    private static readonly string[] Markers = [Name, FormerName, Email, Digits, Street, City, Source, Note];

    // Those of docs/domains.md that an erasure has to go through.
    private static readonly string[] Tables =
        ["customers", "customersIdempotency", "orders", "ordersCustomers", "notificationsMailbox", "notificationsRecipients"];

    [Fact]
    public async Task Nothing_is_left_of_an_erased_person_in_any_service()
    {
        using var folder = new TemporaryFolder();
        var tables = new RawTables(folder.Path);
        await using var local = await LocalProcess.StartAsync("--data", folder.Path);
        var shopper = new Shopper(local);
        var customer = await RegisterAsync(shopper);
        var (cancelled, confirmed) = (await OrderAsync(shopper, customer), await OrderAsync(shopper, customer));
        await RefundAsync(shopper, cancelled);
        var before = await tables.FindAsync(Markers);

        var erased = await shopper.PostAsync($"/customers/v1/customers/{customer}/erasure", new { }, HttpStatusCode.OK);
        var after = await Eventually.AskAsync(() => tables.FindAsync(Markers), found => found.Count == 0, "there is something left of the person");

        Assert.Empty(Tables.Except(before.Select(place => place.Table), StringComparer.OrdinalIgnoreCase));
        Assert.Empty(Markers.Except(before.Select(place => place.Text)));
        Assert.Empty(after);
        Assert.Equal(customer, erased.GetProperty("id").GetString());
        await AssertNothingIsShownAsync(local, shopper, customer, [cancelled, confirmed]);
        Assert.Equal(0, await local.StopAsync());
        AssertNoFileHasAMarker(folder.Path);
    }

    private static async Task<string> RegisterAsync(Shopper shopper)
    {
        var customer = await shopper.RegisterAsync(new { name = FormerName, email = Email, phone = "+" + Digits });
        var path = $"/customers/v1/customers/{customer}";
        await shopper.PostAsync(path + "/addresses", new { recipient = Name, street = Street, city = City, country = "GB" }, HttpStatusCode.Created);
        await shopper.SendAsync(HttpMethod.Put, path + "/consents/newsletter", new { granted = true, source = Source }, HttpStatusCode.OK);
        await shopper.PatchAsync(path, new { name = Name });
        await shopper.GetAsync("/customers/v1/customers?email=" + Uri.EscapeDataString(Email));
        await shopper.GetAsync(path + "/export");
        return customer;
    }

    private static async Task<string> OrderAsync(Shopper shopper, string customer)
    {
        var order = await shopper.DraftAsync(customer);
        await shopper.PlaceAsync(order);
        await UntilMailedAsync(shopper, order, "order-confirmed");
        return order;
    }

    // Cancelled after the money was collected, so there is a mail about the refund too.
    private static async Task RefundAsync(Shopper shopper, string order)
    {
        await shopper.PostAsync($"/payments/v1/payments/{order}/capture", new { }, HttpStatusCode.OK);
        await shopper.PostAsync($"/orders/v1/orders/{order}/cancellation", new { reason = Note }, HttpStatusCode.Accepted);
        await UntilMailedAsync(shopper, order, "order-cancelled");
        await UntilMailedAsync(shopper, order, "payment-refunded");
    }

    private static Task UntilMailedAsync(Shopper shopper, string order, string template) => shopper.UntilAsync(
        $"/notifications/v1/mailbox?order={order}",
        mails => mails.GetProperty("items").EnumerateArray().Any(mail => mail.GetProperty("template").GetString() == template));

    private static async Task AssertNothingIsShownAsync(LocalProcess local, Shopper shopper, string customer, IReadOnlyList<string> orders)
    {
        foreach (var path in (string[])["", "/addresses", "/consents", "/consents/newsletter", "/export"])
        {
            var gone = await shopper.SendAsync(HttpMethod.Get, $"/customers/v1/customers/{customer}{path}", body: null, HttpStatusCode.Gone);
            AssertNoMarker(gone.GetRawText());
        }

        foreach (var path in (string[])["/customers/v1/customers", "/orders/v1/orders", "/payments/v1/payments", "/notifications/v1/mailbox", $"/notifications/v1/mailbox?to={Email}"])
        {
            AssertNoMarker((await shopper.GetAsync(path)).GetRawText());
        }

        foreach (var order in orders)
        {
            var kept = await shopper.GetAsync($"/orders/v1/orders/{order}");
            Assert.Equal(customer, kept.GetProperty("customer").GetString());
            AssertNoMarker((await shopper.GetAsync($"/orders/v1/orders/{order}/history")).GetRawText());
            AssertNoMarker((await shopper.GetAsync($"/orders/v1/{order}/overview")).GetRawText());
        }
    }

    private static void AssertNoMarker(string text) => Assert.All(Markers, marker => Assert.DoesNotContain(marker, text, StringComparison.OrdinalIgnoreCase));

    // Logs, configuration, blobs: the databases were read row by row.
    private static void AssertNoFileHasAMarker(string folder) => Assert.All(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).Contains(".db", StringComparison.Ordinal)),
        file => AssertNoMarker(File.ReadAllText(file)));
}
