using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Architecture.Tests;

/// <summary>What the Functions host takes for granted and no compiler checks.</summary>
public sealed partial class FunctionAppTests
{
    private static IEnumerable<Project> Apps => Repository.Projects.Where(project => project.File.StartsWith("src/Apps/", StringComparison.Ordinal));

    [Fact]
    public void The_gateway_app_loads_neither_durable_functions_nor_service_bus()
    {
        var closure = Closure(Apps.Single(app => app.Name == "Apps.Gateway"));
        var packages = closure.SelectMany(project => project.Packages).Concat(SharedPackages());

        Assert.Contains(closure, project => project.Name == "Hosting.Azure");
        Assert.DoesNotContain(packages, package => package.Contains("Durable", StringComparison.Ordinal) || package.Contains("ServiceBus", StringComparison.Ordinal));
    }

    [Fact]
    public void Functions_are_declared_in_apps_only()
    {
        // The functions of every referenced assembly register themselves, in every app that refers to it.
        var libraries = Repository.Files("*.cs")
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal) && !file.StartsWith("src/Apps/", StringComparison.Ordinal));

        Assert.DoesNotContain(libraries, file => Function().IsMatch(Repository.Read(file)));
    }

    [Fact]
    public void Every_function_has_a_name_that_the_host_takes_and_a_setting_can_disable()
    {
        Assert.All(Apps, app =>
        {
            var names = Function().Matches(Repository.Read(FileOf(app, "Functions.cs"))).Select(match => match.Groups[1].Value).ToList();

            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Matches("^[A-Za-z][A-Za-z0-9_]{0,127}$", name));
            Assert.DoesNotContain("host", names, StringComparer.OrdinalIgnoreCase);
            Assert.Distinct(names, StringComparer.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public void No_route_begins_as_one_of_the_hosts_own()
    {
        var routes = Apps.SelectMany(app => Route().Matches(Repository.Read(FileOf(app, "Functions.cs")))).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(routes);
        Assert.DoesNotContain(routes, route => route.StartsWith("admin", StringComparison.Ordinal) || route.StartsWith("runtime", StringComparison.Ordinal));
    }

    [Fact]
    public void The_shared_host_settings_have_no_bundle_and_no_prefix()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));

        Assert.False(host.RootElement.TryGetProperty("extensionBundle", out _));
        Assert.Equal("", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.DoesNotContain(Repository.Files("host.json"), file => file != "host.json");
    }

    [Theory]
    [InlineData("gateway", "Gateway", 7071)]
    [InlineData("catalog", "Catalog", 7072)]
    [InlineData("customers", "Customers", 7073)]
    [InlineData("inventory", "Inventory", 7074)]
    [InlineData("orders", "Orders", 7075)]
    [InlineData("payments", "Payments", 7076)]
    [InlineData("notifications", "Notifications", 7077)]
    public void Every_app_is_deployed_and_has_its_local_port(string service, string folder, int port)
    {
        var app = Apps.Single(app => app.Name == $"Apps.{folder}");
        using var settings = JsonDocument.Parse(Repository.Read(FileOf(app, "local.settings.json.example")));

        Assert.Equal(port, settings.RootElement.GetProperty("Host").GetProperty("LocalHttpPort").GetInt32());
        Assert.Contains($"  {service}:\n    project: ./src/Apps/{folder}\n    language: dotnet\n    host: function\n", Repository.Read("azure.yaml"), StringComparison.Ordinal);
        Assert.Contains("<UserSecretsId>", Repository.Read(app.File), StringComparison.Ordinal);
    }

    private static string FileOf(Project app, string name) => $"{Path.GetDirectoryName(app.File)!.Replace('\\', '/')}/{name}";

    private static IEnumerable<string> SharedPackages() => Package().Matches(Repository.Read("src/Apps/Directory.Build.props")).Select(match => match.Groups[1].Value);

    private static List<Project> Closure(Project start)
    {
        var closure = new List<Project> { start };
        for (var i = 0; i < closure.Count; i++)
        {
            closure.AddRange(closure[i].References.Select(file => Repository.Projects.Single(project => project.File == file)).Except(closure));
        }

        return closure;
    }

    [GeneratedRegex(@"\[Function\((?:nameof\()?""?([^"")]*)")]
    private static partial Regex Function();

    [GeneratedRegex(@"Route = ""([^""]*)""")]
    private static partial Regex Route();

    [GeneratedRegex(@"<AzureSdkPackage Include=""([^""]+)""")]
    private static partial Regex Package();
}
