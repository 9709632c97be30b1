using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events.Tests;

public sealed class EventHostingTests
{
    [Theory]
    [InlineData("ServiceBusConnection", "")]
    [InlineData("ServiceBusConnection:fullyQualifiedNamespace", "")]
    [InlineData("ServiceBusConnection:credential", "managedidentity")]
    public void An_app_in_azure_without_its_bus_does_not_start_and_says_how_to_set_it(string name, string value)
    {
        var exception = Assert.Throws<AzureSettingsException>(() => Add(Environments.Production, (name, value)));

        Assert.Contains("module 'mail'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'ServiceBusConnection__fullyQualifiedNamespace' is missing", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Set it to the Service Bus namespace", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_developers_machine_the_events_go_through_tables_instead() =>
        Assert.Contains(Add(Environments.Development), service => service.ServiceType == typeof(TableEventBus));

    [Theory]
    [InlineData("ServiceBusConnection", "Endpoint=sb://localhost;UseDevelopmentEmulator=true;")]
    [InlineData("ServiceBusConnection:fullyQualifiedNamespace", "name.servicebus.windows.net")]
    public void With_either_form_of_the_setting_they_go_through_service_bus_everywhere(string name, string value)
    {
        var (azure, local) = (Add(Environments.Production, (name, value)), Add(Environments.Development, (name, value)));

        Assert.All([azure, local], services =>
        {
            Assert.Contains(services, service => service.ServiceType == typeof(IDeadLetters));
            Assert.DoesNotContain(services, service => service.ServiceType == typeof(TableEventBus));
        });
    }

    private static IServiceCollection Add(string environment, params IReadOnlyList<(string Name, string Value)> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.AddEvents(new MailModule());
        return builder.Services;
    }

    private sealed class MailModule : IModule
    {
        public ModuleInfo Info => Samples.Mail;

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
        }
    }
}
