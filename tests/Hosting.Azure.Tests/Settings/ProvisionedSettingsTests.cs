using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;
using Tollgate.Catalog;
using Tollgate.Customers;
using Tollgate.Gateway;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Infra;
using Tollgate.Inventory;
using Tollgate.Notifications;
using Tollgate.Orders;
using Tollgate.Payments;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Tests.Settings;

/// <summary>The settings that the infrastructure gives each app, and those that its code reads.</summary>
public sealed partial class ProvisionedSettingsTests
{
    // Read by the Functions host and by bindings, not by the app.
    private static readonly string[] OfTheHost = ["AzureWebJobsStorage__", "AzureWebJobs.", "ServiceBusConnection__"];

    private static readonly IModule[] Modules =
    [
        new GatewayModule(), new CatalogModule(), new CustomersModule(), new InventoryModule(), new OrdersModule(), new PaymentsModule(), new NotificationsModule(),
    ];

    public static TheoryData<string, string> Apps
    {
        get
        {
            TheoryData<string, string> apps = [];
            foreach (var module in Modules)
            {
                apps.Add("full", module.Info.Name);
            }

            apps.Add("gateway", "gateway");
            apps.Add("private behind Front Door", "gateway");
            return apps;
        }
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public async Task An_app_starts_with_the_settings_that_it_is_given_and_names_the_one_that_is_missing(string variant, string service)
    {
        const string removed = "PlatformStorage__tableServiceUri";
        var given = await GivenAsync(variant, service);

        var whole = Record.Exception(() => Start(service, given));
        var broken = Record.Exception(() => Start(service, given.Where(setting => setting.Key != removed)));

        Assert.Null(whole);
        Assert.Contains($"'{removed}'", Assert.IsType<AzureSettingsException>(broken).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public async Task No_setting_is_given_that_nobody_reads(string variant, string service)
    {
        var given = await GivenAsync(variant, service);
        var settings = new RecordedSettings(given.ToDictionary(setting => KeyOf(setting.Key), setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        ((IConfigurationBuilder)builder.Configuration).Add(settings);

        builder.AddModule(Modules.Single(module => module.Info.Name == service));

        Assert.All(
            given.Keys.Where(name => !OfTheHost.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))),
            name => Assert.Contains(KeyOf(name), settings.Read.Keys));
    }

    // Some of the values only the cloud knows: instead of the expressions there are such as it gives.
    private static async Task<Dictionary<string, string>> GivenAsync(string variant, string service) =>
        (await Prediction.OfAsync(variant)).Settings(service).ToDictionary(setting => setting.Key, setting => Known(setting.Value), StringComparer.Ordinal);

    private static string Known(string value) =>
        value.EndsWith(".ConnectionString]", StringComparison.Ordinal) ? "InstrumentationKey=00000000-0000-0000-0000-000000000005"
        : Format().Match(value) is { Success: true } format ? format.Groups[1].Value.Replace("{0}", "00000000-0000-0000-0000-000000000006", StringComparison.Ordinal)
        : value;

    [GeneratedRegex(@"^\[format\('([^']*)',")]
    private static partial Regex Format();

    private static void Start(string service, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(KeyOf(setting.Key), (string?)setting.Value)));
        builder.AddModule(Modules.Single(module => module.Info.Name == service));
    }

    private static string KeyOf(string setting) => setting.Replace("__", ":", StringComparison.Ordinal);

    private sealed class RecordedSettings(Dictionary<string, string?> values) : IConfigurationSource
    {
        public ConcurrentDictionary<string, bool> Read { get; } = new(StringComparer.OrdinalIgnoreCase);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(this, values);

        private sealed class Provider(RecordedSettings owner, Dictionary<string, string?> values) : MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = values })
        {
            public override bool TryGet(string key, out string? value)
            {
                owner.Read[key] = true;
                return base.TryGet(key, out value);
            }
        }
    }
}
