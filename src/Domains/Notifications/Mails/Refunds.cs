using Tollgate.Notifications.Templates;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mails;

/// <summary>
/// Tells customers that they got money back. Payments know no customers, so the mail goes to whom the order's events named; a refund that comes
/// before them waits. The event is stored before the recipient is looked for, and the recipient before events are: one of both finds the other.
/// </summary>
internal sealed class Refunds(ITableStore tables, Mailer mailer) : IEventHandler
{
    public const string Refunded = "payments.payment-refunded.v1";

    public async ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
    {
        var news = cloudEvent.GetData<RefundNews>();
        await tables.WriteAsync(RecipientRows.Table, TableWrite.Upsert(RecipientRows.WriteWaiting(cloudEvent, news.Order)), cancellationToken);
        await SendWaitingAsync(cloudEvent.Tenant, news.Order, cancellationToken);
    }

    /// <summary>Sends what waited for an order's recipient.</summary>
    public async ValueTask SendWaitingAsync(string tenant, string order, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(RecipientRows.Table, RecipientRows.OrderKey(tenant, order), cancellationToken);
        if (row is null)
        {
            return;
        }

        var (customer, recipient) = RecipientRows.Read(row);
        var range = TableQuery.RowsWithPrefix(tenant, RecipientRows.WaitingPrefixOf(order));
        await foreach (var waiting in tables.QueryAllAsync(RecipientRows.Table, range, cancellationToken))
        {
            var cloudEvent = RecipientRows.ReadWaiting(waiting);
            var model = cloudEvent.GetData<RefundNews>().ToModel(recipient);
            await mailer.SendAsync(cloudEvent, new MailOrder(TemplateKind.PaymentRefunded, order, customer, recipient, model), cancellationToken);
            await tables.WriteAsync(RecipientRows.Table, TableWrite.Delete(waiting.Key, waiting.ETag), cancellationToken);
        }
    }
}
