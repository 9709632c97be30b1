using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Notifications.Templates;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Notifications.Mails;

/// <summary>What a mail is about.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Order">The order's id.</param>
/// <param name="Customer">The customer's id.</param>
/// <param name="Recipient">Whom to write to.</param>
/// <param name="Model">What is put into the template.</param>
internal sealed record MailOrder(string Template, string Order, string Customer, Recipient Recipient, TemplateModel Model);

/// <summary>
/// Sends one mail for one event and template, however often the event comes: the mail's id follows from both, and the inbox remembers what
/// the transport has taken.
/// </summary>
internal sealed class Mailer(ITableStore tables, TemplateStore templates, IMailTransport transport, Erasure erasure)
{
    private static readonly ActivitySource Spans = new(TelemetryNames.Prefix + "Notifications");

    public static string IdOf(CloudEvent cloudEvent, string template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cloudEvent.Key}|{template}")).AsSpan(0, 16));

    public async ValueTask SendAsync(CloudEvent cloudEvent, MailOrder order, CancellationToken cancellationToken)
    {
        var tenant = cloudEvent.Tenant;
        if (await Inbox.ContainsAsync(tables, RecipientRows.Table, tenant, cloudEvent, cancellationToken)
            || await erasure.FinishAsync(tenant, order.Customer, cancellationToken))
        {
            return;
        }

        var mail = await WriteAsync(cloudEvent, order, cancellationToken);
        using (Spans.StartActivity($"send mail {order.Template}", ActivityKind.Client))
        {
            await transport.SendAsync(mail, cancellationToken);
        }

        // An erasure that ran meanwhile may have looked for mails before there was this one.
        await erasure.FinishAsync(tenant, order.Customer, cancellationToken);
        await tables.WriteBatchAsync(RecipientRows.Table, [Inbox.Mark(tenant, cloudEvent)], cancellationToken);
    }

    private async ValueTask<OutgoingMail> WriteAsync(CloudEvent cloudEvent, MailOrder order, CancellationToken cancellationToken)
    {
        var (template, _) = await templates.FindAsync(cloudEvent.Tenant, order.Template, cancellationToken)
            ?? throw new InvalidOperationException($"There is no template '{order.Template}'.");
        var text = MailWriter.Write(template, order.Recipient.Locale, order.Model);
        return new OutgoingMail
        {
            Id = IdOf(cloudEvent, order.Template),
            Tenant = cloudEvent.Tenant,
            Customer = order.Customer,
            Name = order.Recipient.Name,
            Address = order.Recipient.Email,
            Order = order.Order,
            Template = order.Template,
            TemplateVersion = template.Version,
            Locale = text.Locale,
            Subject = text.Subject,
            Text = text.Text,
            Html = text.Html,
        };
    }
}
