using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Modules;
using Tollgate.Testing;
using YamlDotNet.RepresentationModel;

namespace Tollgate.Infra.Tests;

/// <summary>What azd runs around provisioning and deploying.</summary>
public sealed partial class AzdTests
{
    private static readonly string[] Systems = ["posix", "windows"];

    private static IEnumerable<string> Hooks =>
        from hook in ((YamlMappingNode)AzdProject.Root["hooks"]).Children
        from system in Systems
        select hook.Value.Text(system, "run")!.TrimStart('.', '/');

    [Fact]
    public void Every_hook_is_there_for_both_shells()
    {
        Assert.Equal(["infra/hooks/preprovision.sh", "infra/hooks/preprovision.ps1", "infra/hooks/postdeploy.sh", "infra/hooks/postdeploy.ps1"], Hooks);
        Assert.All(Hooks, hook => Assert.NotEmpty(Sources.Read(hook)));
    }

    [Fact]
    public void A_shell_takes_the_hooks()
    {
        Assert.All(Hooks.Where(hook => hook.EndsWith(".sh", StringComparison.Ordinal)), hook =>
        {
            var text = Sources.Read(hook);

            Assert.StartsWith("#!/bin/sh\n", text, StringComparison.Ordinal);
            Assert.Contains("\nset -eu\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', text);
            if (!OperatingSystem.IsWindows())
            {
                Assert.True(File.GetUnixFileMode(Sources.Path(hook)).HasFlag(UnixFileMode.UserExecute), $"{hook} can't be executed.");
            }
        });
    }

    [Fact]
    public async Task What_hooks_and_services_read_is_an_output_or_a_setting()
    {
        var known = (await Prediction.OfAsync("full")).Outputs.Select(output => output.Key)
            .Concat(Variable().Matches(Sources.Read("infra/main.parameters.json")).Select(match => match.Value))
            .Append("TOLLGATE_CLIENT_ID").ToHashSet(StringComparer.Ordinal);
        var read = Hooks.Append("src/Hosting.Azure.Setup/SetupPlan.cs").Append("azure.yaml").Concat(Sources.Files("infra/config", "*.yaml"))
            .SelectMany(file => Variable().Matches(Sources.Read(file)).Select(match => match.Value)).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(read);
        Assert.Subset(known, read);
    }

    [Fact]
    public void What_is_not_provisioned_is_not_deployed()
    {
        Assert.All(
            ((YamlMappingNode)AzdProject.Root["services"]).Children,
            service => Assert.Equal((string?)service.Key == "gateway" ? null : "${TOLLGATE_SERVICES=true}", service.Value.Text("condition")));
    }

    [Fact]
    public void The_pipeline_is_told_every_setting()
    {
        var told = ((YamlSequenceNode)AzdProject.Root.Find("pipeline", "variables")!).Select(name => (string)name!);

        Assert.Equal(
            Variable().Matches(Sources.Read("infra/main.parameters.json")).Select(match => match.Value).Append("TOLLGATE_CLIENT_ID").Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("full")]
    [InlineData("gateway")]
    public async Task The_configuration_of_a_profile_can_be_served(string profile)
    {
        var access = new ModuleInfo(
            "test",
            [
                PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write),
                PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Write),
            ],
            [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Write)]);
        var clock = new ManualClock();
        await using var storage = EmbeddedStorage.OpenInMemory(clock);
        var files = Sources.Files($"infra/config/{profile}", "*.yaml").Select(file => new ConfigurationFile(
            file, Encoding.UTF8.GetBytes(Placeholder().Replace(Sources.Read(file), "00000000-0000-0000-0000-000000000000")))).ToList();

        var applied = await new ConfigurationStore(storage.TablesFor(access), storage.BlobsFor(access), clock)
            .ApplyAsync(files, ApplyMode.Merge, "test", dryRun: false, CancellationToken.None);

        Assert.Empty(applied.Errors);
        Assert.Empty(applied.Warnings);
    }

    [Fact]
    public void Every_service_behind_the_gateway_is_published()
    {
        var published = Api().Matches(Sources.Read("infra/config/full/apis.yaml")).Select(match => match.Groups[1].Value);

        Assert.Equal(AzdProject.Services.Keys.Where(service => service != "gateway").Order(StringComparer.Ordinal), published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_container_to_develop_in_is_described()
    {
        var container = JsonNode.Parse(Sources.Read(".devcontainer/devcontainer.json"))!;

        Assert.All(
            ["node", "azure-cli", "azd", "azure-functions-core-tools", "github-cli"],
            tool => Assert.Contains(container["features"]!.AsObject(), feature => feature.Key.Contains($"/{tool}:", StringComparison.Ordinal)));
    }

    [GeneratedRegex("TOLLGATE_[A-Z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\{[A-Z_]+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^api: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Api();
}
