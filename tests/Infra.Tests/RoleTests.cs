using System.Text.RegularExpressions;
using Tollgate.Platform.Modules;

namespace Tollgate.Infra.Tests;

/// <summary>Who may do what: exactly what the modules declare.</summary>
public sealed partial class RoleTests
{
    private const string TableContributor = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3";
    private const string TableReader = "76199698-9eea-4c19-bc75-cec21354c6b6";
    private const string BlobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    private const string BlobReader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    private const string BlobOwner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
    private const string QueueContributor = "974c5e8b-45b9-4653-ba55-5f855dd0fb88";
    private const string BusSender = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39";
    private const string BusReceiver = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0";
    private const string SecretsUser = "4633458b-17de-408a-b874-0445c86b69e6";
    private const string SecretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
    private const string MetricsPublisher = "3913510d-42f4-4e42-8a64-420c390055eb";

    [Theory]
    [InlineData("full")]
    [InlineData("gateway")]
    public async Task A_service_may_do_what_it_declares_and_no_more(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);
        var hasBus = prediction.Of("Microsoft.ServiceBus/namespaces").Count > 0;

        Assert.All(
            DeclaredServices.All.Where(info => hasBus || info.Name == "gateway"),
            info => Assert.Equal(Expected(info, hasBus).Order(StringComparer.Ordinal), Granted(prediction, $"id-{info.Name}-").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Who_deploys_may_administer_configuration_and_secrets()
    {
        var granted = Granted(await Prediction.OfAsync("full"), Prediction.Deployer);

        Assert.Equal(
            DeclaredServices.All.SelectMany(info => info.Tables).Where(table => table.Home is StorageHome.Platform).Select(table => $"platform/tables/{table.Name} {TableContributor}")
                .Concat(DeclaredServices.All.SelectMany(info => info.Containers).Where(container => container.Home is StorageHome.Platform).Select(container => $"platform/containers/{container.Name} {BlobContributor}"))
                .Append($"vaults {SecretsOfficer}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            granted.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Expected(ModuleInfo info, bool hasBus)
    {
        yield return $"own {BlobOwner}";
        yield return $"own {TableContributor}";
        yield return $"components {MetricsPublisher}";
        if (info.Sagas.Count > 0)
        {
            yield return $"own {QueueContributor}";
        }

        if (info.Name == "gateway")
        {
            yield return $"vaults {SecretsUser}";
        }

        if (hasBus && info.Publishes.Count > 0)
        {
            yield return $"topics/{DeclaredServices.Topic} {BusSender}";
        }

        if (hasBus && info.Subscriptions.Count > 0)
        {
            yield return $"topics/{DeclaredServices.Topic}/subscriptions/{info.Name} {BusReceiver}";
        }

        foreach (var table in info.Tables.Where(table => table.Home is StorageHome.Platform))
        {
            yield return $"platform/tables/{table.Name} {(table.Access is StorageAccess.Write ? TableContributor : TableReader)}";
        }

        foreach (var container in info.Containers.Where(container => container.Home is StorageHome.Platform))
        {
            yield return $"platform/containers/{container.Name} {(container.Access is StorageAccess.Write ? BlobContributor : BlobReader)}";
        }
    }

    private static IEnumerable<string> Granted(Prediction prediction, string principal) =>
        from role in prediction.Of("Microsoft.Authorization/roleAssignments")
        where ((string)role.Body["properties"]!["principalId"]!).Contains(principal, StringComparison.Ordinal)
        select $"{Scope(ScopeId().Match((string)role.Body["id"]!).Value)} {((string)role.Body["properties"]!["roleDefinitionId"]!).Split('/')[^1]}";

    private static string Scope(string id)
    {
        var parts = id.Split('/');
        var account = Array.IndexOf(parts, "storageAccounts");
        if (account > 0)
        {
            return (parts[account + 1].StartsWith("stplatform", StringComparison.Ordinal) ? "platform" : "own")
                + (parts.Length > account + 2 ? $"/{parts[^2]}/{parts[^1]}" : "");
        }

        var topic = Array.IndexOf(parts, "topics");
        return topic > 0 ? string.Join('/', parts[topic..]) : parts[^2];
    }

    // An id that is not wholly known in advance is an expression whose first text is the scope.
    [GeneratedRegex("/subscriptions/[^']+?(?=/providers/Microsoft.Authorization/|')")]
    private static partial Regex ScopeId();
}
