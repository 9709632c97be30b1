using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Events;
using Tollgate.Contracts.Services;
using Tollgate.Notifications.Mails;
using Tollgate.Platform.Events;

namespace Tollgate.Notifications.Tests;

public sealed class NotificationsContractTests() : ServiceContract(new NotificationsModule())
{
    protected override async Task<IReadOnlyDictionary<string, string>> PlantAsync(ServiceHost service, HttpClient writer)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var confirmed = new CloudEvent
        {
            Id = "planted",
            Source = "/orders",
            Type = OrderNewsHandler.Confirmed,
            Subject = "planted",
            Time = DateTimeOffset.UnixEpoch,
            Tenant = "default",
            Data = EventSchema.All[OrderNewsHandler.Confirmed].Examples[0],
        };
        await scope.ServiceProvider.GetRequiredService<OrderNewsHandler>().HandleAsync(confirmed, new EventDelivery(1, IsReplay: false), CancellationToken.None);
        var mail = (await writer.GetJsonAsync("/mailbox")).Values("id").Single();
        return new Dictionary<string, string> { ["/mailbox/{id}"] = "/mailbox/" + mail };
    }
}
