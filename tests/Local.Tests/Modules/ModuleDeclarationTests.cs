using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Local.Modules;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;

namespace Tollgate.Local.Tests.Modules;

/// <summary>What the modules say of themselves, held against what they do and against each other.</summary>
public sealed class ModuleDeclarationTests
{
    private static IReadOnlyList<IModule> Modules { get; } = [.. LocalModule.All.Select(module => module.Create())];

    [Fact]
    public void Every_module_names_exactly_the_sagas_that_it_registers()
    {
        var registered = Modules.SelectMany(module => RegisteredBy(module).Select(saga => $"{module.Info.Name}: {saga.Name} {saga.Version}"));

        var declared = Modules.SelectMany(module => module.Info.Sagas.Select(saga => $"{module.Info.Name}: {saga.Name} {saga.Version}"));

        Assert.NotEmpty(registered);
        Assert.Equal(registered.Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Somebody_publishes_every_type_that_somebody_subscribes_to()
    {
        var subscribed = Modules.SelectMany(module => module.Info.Subscriptions).ToHashSet();

        var published = Modules.SelectMany(module => module.Info.Publishes);

        Assert.NotEmpty(subscribed);
        Assert.Empty(subscribed.Except(published));
    }

    private static IEnumerable<SagaDefinition> RegisteredBy(IModule module)
    {
        var services = new ServiceCollection();
        module.AddServices(services, new ConfigurationBuilder().Build());
        return services.Select(service => service.ImplementationInstance).OfType<SagaDefinition>();
    }
}
