using System.Text;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Setup.Tests;

public sealed class SetupPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _messages = new();

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        ["TOLLGATE_PLATFORM_STORAGE"] = "stplatform",
        ["TOLLGATE_VAULT"] = "kv",
        ["TOLLGATE_SERVICE_URLS"] = """["gateway=https://g.example.com","orders=https://o.example.com"]""",
    };

    public void Dispose()
    {
        _messages.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_azd_leaves_becomes_a_plan()
    {
        var plan = Read(_folder.Path)!;

        Assert.Equal("stplatform", plan.Connection["PlatformStorage:accountName"]);
        Assert.Equal("https://kv.vault.azure.net", plan.Connection["KeyVault:vaultUri"]);
        Assert.Equal("https://o.example.com/", Assert.Single(plan.Services, service => service.Key == "orders").Value.AbsoluteUri);
        Assert.DoesNotContain("gateway", plan.Services.Keys);
    }

    [Fact]
    public void Variables_stand_in_resource_files_for_what_differs_between_environments()
    {
        File.WriteAllText(_folder.File("api.yaml"), "audience: ${TOLLGATE_CLIENT_ID}\nkept: ${path}\n");
        File.WriteAllText(_folder.File("notes.md"), "${NOT_READ}");
        _environment["TOLLGATE_CLIENT_ID"] = "abc";

        var file = Assert.Single(Read(_folder.Path)!.Files);

        Assert.Equal("audience: abc\nkept: ${path}\n", Encoding.UTF8.GetString(file.Content.Span));
    }

    [Fact]
    public void A_variable_that_a_file_needs_is_told()
    {
        File.WriteAllText(_folder.File("api.yaml"), "audience: ${TOLLGATE_CLIENT_ID}\n");

        Assert.Null(Read(_folder.Path));
        Assert.Contains("azd env set TOLLGATE_CLIENT_ID VALUE", _messages.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TOLLGATE_PLATFORM_STORAGE", "")]
    [InlineData("TOLLGATE_VAULT", "")]
    [InlineData("TOLLGATE_SERVICE_URLS", "")]
    [InlineData("TOLLGATE_SERVICE_URLS", "{")]
    [InlineData("TOLLGATE_SERVICE_URLS", """["orders"]""")]
    public void What_is_missing_or_malformed_is_told(string name, string value)
    {
        _environment[name] = value;

        Assert.Null(Read(_folder.Path));
        Assert.Contains(name, _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        Assert.Null(Read(_folder.File("nowhere")));
        Assert.Contains("infra/config/full", _messages.ToString(), StringComparison.Ordinal);
    }

    private SetupPlan? Read(string folder) => SetupPlan.Read([folder], name => _environment.GetValueOrDefault(name), _messages);
}
