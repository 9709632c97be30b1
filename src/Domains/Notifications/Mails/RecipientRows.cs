using System.Text.Json;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mails;

/// <summary>
/// Who gets mails, as rows of the tenant's partition:
/// <code>
/// r!{order}             who gets the mails about an order
/// c!{customer}!{order}  the orders of a customer, for the erasure
/// w!{order}!{event}     an event that came before anyone knew whom to write to
/// e!{customer}          the customer was erased
/// </code>
/// </summary>
internal static class RecipientRows
{
    public const string Table = "notificationsRecipients";

    public const string OrderPrefix = "r!";

    public const string WaitingPrefix = "w!";

    private const string Event = "Event";

    public static TableKey OrderKey(string tenant, string order) => new(tenant, OrderPrefix + order);

    public static TableKey ErasedKey(string tenant, string customer) => new(tenant, "e!" + customer);

    public static string CustomerPrefix(string customer) => $"c!{customer}!";

    public static string WaitingPrefixOf(string order) => $"{WaitingPrefix}{order}!";

    public static TableEntity Write(string tenant, OrderNews news, Recipient recipient) => new(OrderKey(tenant, news.Order))
    {
        { "Customer", news.Customer },
        { "Name", recipient.Name },
        { "Email", recipient.Email },
        { "Locale", recipient.Locale },
    };

    public static (string Customer, Recipient Recipient) Read(TableEntity row) => (
        row.GetString("Customer") ?? "",
        new Recipient(row.GetString("Name") ?? "", row.GetString("Email") ?? "", row.GetString("Locale") ?? ""));

    public static TableEntity WriteWaiting(CloudEvent cloudEvent, string order) =>
        new(cloudEvent.Tenant, WaitingPrefixOf(order) + cloudEvent.Key) { { Event, cloudEvent.ToJson() } };

    public static CloudEvent ReadWaiting(TableEntity row) =>
        CloudEvent.Read(row.GetBinary(Event)).Event ?? throw new JsonException($"Row '{row.Key}' holds no event.");
}
