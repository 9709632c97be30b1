using System.Text.RegularExpressions;
using Tollgate.Platform.Modules;

namespace Tollgate.Infra.Tests;

public sealed partial class DeclaredServicesTests
{
    private const string Update = "TOLLGATE_UPDATE_INFRA";
    private const string File = "infra/modules.generated.json";

    [Fact]
    public void The_infrastructure_is_told_what_the_modules_say()
    {
        var expected = DeclaredServices.Write();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            System.IO.File.WriteAllText(Sources.Path(File), expected);
        }

        Assert.True(
            expected == Sources.Read(File),
            $"{File} differs from what the modules say. Write it anew with '{Update}=1 dotnet test tests/Infra.Tests --filter DeclaredServicesTests' and commit it.");
    }

    [Fact]
    public void Every_module_is_a_service_that_is_deployed() =>
        Assert.Equal(AzdProject.Services.Keys.Order(StringComparer.Ordinal), DeclaredServices.All.Select(info => info.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_app_deletes_what_is_kept_only_for_a_while() =>
        Assert.All(DeclaredServices.All, info => Assert.Contains("Daily", DeclaredServices.Timers(info.Name)));

    [Fact]
    public void Every_app_that_publishes_sweeps_its_outbox() =>
        Assert.All(DeclaredServices.All.Where(info => info.Publishes.Count > 0), info => Assert.Contains("Outbox", DeclaredServices.Timers(info.Name)));

    [Fact]
    public void Types_of_events_fit_into_a_filter()
    {
        Assert.All(DeclaredServices.All, info =>
        {
            Assert.All(info.Subscriptions.Concat(info.Publishes), type => Assert.Matches(EventType(), type));

            // The service takes 1,024 characters.
            Assert.InRange(DeclaredServices.Filter(info).Length, 0, 1024);
        });
    }

    [Fact]
    public void A_table_of_the_platform_that_is_written_has_one_writer()
    {
        var writers =
            from info in DeclaredServices.All
            from table in info.Tables
            where table is { Home: StorageHome.Platform, Access: StorageAccess.Write }
            group info.Name by table.Name;

        Assert.All(writers, table => Assert.Single(table));
    }

    [GeneratedRegex(@"^[a-z]+\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*$")]
    private static partial Regex EventType();
}
