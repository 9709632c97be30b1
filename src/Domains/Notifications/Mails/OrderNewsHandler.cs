using Tollgate.Notifications.Templates;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mails;

/// <summary>Tells customers how their orders fare, and remembers whom to write to about an order.</summary>
internal sealed class OrderNewsHandler(ITableStore tables, Mailer mailer, Refunds refunds) : IEventHandler
{
    public const string Confirmed = "orders.order-confirmed.v1";
    public const string Rejected = "orders.order-rejected.v1";
    public const string Cancelled = "orders.order-cancelled.v1";

    public static IReadOnlyList<string> Types { get; } = [Confirmed, Rejected, Cancelled];

    public async ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
    {
        var news = cloudEvent.Type == Rejected ? cloudEvent.GetData<RejectionNews>() : cloudEvent.GetData<OrderNews>();
        if (news.Recipient is not { } recipient)
        {
            return;
        }

        await RememberAsync(cloudEvent.Tenant, news, recipient, cancellationToken);
        await mailer.SendAsync(cloudEvent, new MailOrder(TemplateOf(cloudEvent), news.Order, news.Customer, recipient, news.ToModel()), cancellationToken);
        await refunds.SendWaitingAsync(cloudEvent.Tenant, news.Order, cancellationToken);
    }

    private static string TemplateOf(CloudEvent cloudEvent) => cloudEvent.Type switch
    {
        Confirmed => TemplateKind.OrderConfirmed,
        Rejected => TemplateKind.OrderRejected,
        Cancelled => TemplateKind.OrderCancelled,
        _ => throw new EventRejectedException($"There is no mail about '{cloudEvent.Type}'."),
    };

    // A mail to an erased customer is not sent, and whoever finds that out also removes these rows again.
    private async ValueTask RememberAsync(string tenant, OrderNews news, Recipient recipient, CancellationToken cancellationToken) =>
        await tables.WriteBatchAsync(
            RecipientRows.Table,
            [
                TableWrite.Upsert(RecipientRows.Write(tenant, news, recipient)),
                TableWrite.Upsert(new TableEntity(tenant, RecipientRows.CustomerPrefix(news.Customer) + news.Order)),
            ],
            cancellationToken);
}
