using System.Threading.Channels;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;

namespace Tollgate.Contracts.Services;

/// <summary>A service that listens to events and keeps them for a test; to be started on the storage of the service that publishes.</summary>
public sealed class EventObserver(params IReadOnlyList<string> types) : IEndpointModule
{
    private readonly Channel<CloudEvent> _seen = Channel.CreateUnbounded<CloudEvent>();

    public ModuleInfo Info { get; } = new("observer", [], []) { Subscriptions = types };

    public void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddTollgateConventions().AddSingleton(_seen.Writer).AddEventHandler<Listener>(types);

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }

    /// <summary>The next event, once it is there.</summary>
    public async Task<CloudEvent> NextAsync() => await _seen.Reader.ReadAsync();

    private sealed class Listener(ChannelWriter<CloudEvent> seen) : IEventHandler
    {
        public ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken) => seen.WriteAsync(cloudEvent, cancellationToken);
    }
}
