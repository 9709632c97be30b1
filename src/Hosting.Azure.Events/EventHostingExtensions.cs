using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>Gives a module in a function app its events.</summary>
public static class EventHostingExtensions
{
    private const string Section = "ServiceBusConnection";
    private const string Topic = "events";

    /// <summary>
    /// Registers the event bus, the module's dead letters, the <see cref="EventReceiver"/> that the app's event trigger calls and the
    /// <see cref="OutboxSweeps"/> of its timer. Setting: <c>ServiceBusConnection</c>, a connection string, or <c>ServiceBusConnection__fullyQualifiedNamespace</c> with
    /// <c>__credential</c> and <c>__clientId</c>. On a developer's machine without either the events go through the table <c>events</c> of the shared account.
    /// </summary>
    /// <param name="builder">The app's builder, after <c>AddModule</c>.</param>
    /// <param name="module">The one module of the app.</param>
    /// <exception cref="AzureSettingsException">The setting is missing in Azure.</exception>
    public static void AddEvents(this IHostApplicationBuilder builder, IModule module)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(module);

        var (services, info) = (builder.Services, module.Info);
        var options = new EventDeliveryOptions();
        services.AddEventDispatcher(info, options);
        services.AddSingleton(provider => new EventReceiver(
            info, provider.GetRequiredService<EventDispatcher>(), provider.GetRequiredService<ILogger<EventReceiver>>()));
        services.AddSingleton(provider => new OutboxSweeps(
            info, provider, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<OutboxSweeps>>()));
        services.AddHostedService(provider => provider.GetRequiredService<OutboxSweeps>());
        if (Connect(builder.Configuration) is { } connect)
        {
            services.AddServiceBus(info, connect);
        }
        else if (builder.Environment.IsDevelopment())
        {
            services.AddTables(info, options);
        }
        else
        {
            throw new AzureSettingsException(info.Name, [
                $"App setting '{Section}__fullyQualifiedNamespace' is missing. Set it to the Service Bus namespace of the events, such as NAME.servicebus.windows.net."]);
        }
    }

    private static Func<ServiceBusClient>? Connect(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return section.Value is { Length: > 0 } connection ? () => new ServiceBusClient(connection)
            : section["fullyQualifiedNamespace"] is { Length: > 0 } name ? () => new ServiceBusClient(name, IdentitySettings.Read(section).CreateCredential())
            : null;
    }

    // One client, one connection; senders and receivers live as long as the app.
    private static void AddServiceBus(this IServiceCollection services, ModuleInfo module, Func<ServiceBusClient> connect)
    {
        services.AddSingleton(_ => connect());
        services.AddSingleton<IEventBus>(provider => new ServiceBusEventBus(provider.GetRequiredService<ServiceBusClient>().CreateSender(Topic)));
        services.AddSingleton<IDeadLetters>(provider => new ServiceBusDeadLetters(
            provider.GetRequiredService<ServiceBusClient>().CreateReceiver(Topic, module.Name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }),
            provider.GetRequiredService<EventDispatcher>()));
    }

    private static void AddTables(this IServiceCollection services, ModuleInfo module, EventDeliveryOptions options)
    {
        services.AddSingleton(provider => new TableEventBus(
            AzureStorage.TablesOf(module with { Tables = [TableEventBus.Table] }, home => provider.GetRequiredKeyedService<StorageAccount>(home)),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => new TableSubscription(provider.GetRequiredService<TableEventBus>(), module));
        services.AddTableEvents(provider => provider.GetRequiredService<TableEventBus>(), module, options);
    }
}
