using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Notifications.Mailbox;
using Tollgate.Notifications.Mails;
using Tollgate.Notifications.Templates;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.OpenApi;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Notifications;

/// <summary>
/// Mails about what happened: one for each event that a customer should hear of. It keeps no customers: events carry what a mail needs.
/// Mails go to an <see cref="IMailTransport"/>; the one that comes with it is a mailbox that one can read over HTTP.
/// </summary>
public sealed class NotificationsModule : IEndpointModule
{
    private const string Name = "notifications";
    private const string Gateway = "gateway";

    /// <inheritdoc/>
    public ModuleInfo Info { get; } = new(
        Name,
        [
            new TableInfo(TemplateStore.Table, StorageHome.Own, StorageAccess.Write),
            new TableInfo(MailboxTransport.Table, StorageHome.Own, StorageAccess.Write),
            new TableInfo(RecipientRows.Table, StorageHome.Own, StorageAccess.Write),
            IdempotencyTable.Info(Name),
            TrustTable.Info(Gateway, StorageAccess.Read),
        ],
        [])
    {
        Subscriptions = [.. OrderNewsHandler.Types, Refunds.Refunded, ErasureHandler.Erased],
    };

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTollgateConventions();
        services.AddAssertions(Info.Name, Gateway);
        services.AddIdempotency(Name);
        services.AddOpenApi(options => options.FollowConventions(NotificationsDescription.Api));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<TemplateStore>();
        services.AddSingleton<TemplateBook>();
        services.AddSingleton<MailboxReader>();
        services.TryAddSingleton<IMailTransport, MailboxTransport>();
        services.AddSingleton<Mailer>();
        services.AddSingleton<Erasure>();
        services.AddSingleton<IErasedPeople>(provider => provider.GetRequiredService<Erasure>());
        services.AddSingleton<Refunds>();
        services.AddInbox(RecipientRows.Table);
        services.AddEventHandler<OrderNewsHandler>(OrderNewsHandler.Types);
        services.AddEventHandler<Refunds>(Refunds.Refunded);
        services.AddEventHandler<ErasureHandler>(ErasureHandler.Erased);
        services.AddSingleton<IDailyJob, MailboxRetention>();
        services.AddSingleton<IDailyJob, RecipientRetention>();
        services.AddSingleton<IReadinessCheck>(provider => new TableReadiness(provider.GetRequiredService<ITableStore>(), RecipientRows.Table));
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapTemplates();
        endpoints.MapMailbox();
        endpoints.MapApiDescription();
    }
}
