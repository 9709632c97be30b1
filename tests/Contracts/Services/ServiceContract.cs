using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Contracts.Services;

/// <summary>What every bounded context promises; its tests subclass this and name the module.</summary>
public abstract partial class ServiceContract(IEndpointModule module) : IAsyncLifetime
{
    private const string Description = "/openapi.json";

    private ServiceHost _service = null!;
    private string _text = null!;
    private ReadResult _read = null!;

    private IEnumerable<RouteEndpoint> Endpoints => _service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<(string Path, HttpMethod Method, OpenApiOperation Operation)> Operations =>
        _read.Document!.Paths.SelectMany(path => path.Value.Operations!.Select(operation => (path.Key, operation.Key, operation.Value)));

    public async Task InitializeAsync()
    {
        _service = await ServiceHost.StartAsync(module);
        using var client = _service.AnonymousClient();
        _text = await client.GetStringAsync(new Uri(Description, UriKind.Relative));
        _read = OpenApiDocument.Parse(_text, OpenApiConstants.Json);
    }

    [Fact]
    public void The_description_is_valid_OpenAPI_3_1()
    {
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, _read.Diagnostic!.SpecificationVersion);
        Assert.Empty(_read.Diagnostic.Errors);
        Assert.Empty(_read.Diagnostic.Warnings);
    }

    [Fact]
    public void It_has_every_endpoint_and_no_other()
    {
        var mapped = Endpoints
            .Where(endpoint => !IsOwnAffair(endpoint))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"));

        var described = Operations.Select(operation => $"{operation.Method} {operation.Path}");

        Assert.Equal(mapped.Distinct().Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_a_name_a_summary_and_its_problems()
    {
        var operations = Operations.Select(operation => operation.Operation).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => operation.OperationId).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.False(string.IsNullOrEmpty(operation.Summary));
            Assert.True(operation.Responses!["401"].Content!.ContainsKey("application/problem+json"));
            Assert.All(operation.Parameters ?? [], parameter => Assert.False(string.IsNullOrEmpty(parameter.Description), parameter.Name));
        });
    }

    // After a wanted change of the API copy openapi.received.json, which the failing test leaves in its output folder, over openapi.json.
    [Fact]
    public async Task The_description_changes_only_on_purpose()
    {
        var approved = Path.Combine(RepositoryFolder(), "tests", GetType().Assembly.GetName().Name!["Tollgate.".Length..], "openapi.json");
        var expected = File.Exists(approved) ? await File.ReadAllTextAsync(approved) : "";
        var actual = _text.ReplaceLineEndings("\n") + "\n";

        if (actual != expected)
        {
            await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.received.json"), actual);
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Every_endpoint_but_the_description_asks_for_an_assertion()
    {
        var open = Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<AssertionRequirement>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText);

        Assert.Equal([Description], open);
    }

    [Fact]
    public void Every_change_asks_for_a_scope()
    {
        var free = Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Any(method => method is not "GET") is true)
            .Where(endpoint => endpoint.Metadata.GetOrderedMetadata<AssertionRequirement>().All(requirement => requirement.Scope is null))
            .Select(endpoint => endpoint.RoutePattern.RawText)
            .Where(path => !path!.StartsWith("/_ops", StringComparison.Ordinal));

        Assert.Empty(free);
    }

    [Fact]
    public async Task Without_an_assertion_nothing_is_said_about_the_request()
    {
        using var client = _service.AnonymousClient();

        foreach (var (path, method, _) in Operations)
        {
            using var response = await client.SendAsync(method.Method, path, method == HttpMethod.Get ? null : "{");

            await response.ProblemAsync(401, "credential-missing");
        }
    }

    [Fact]
    public async Task Health_needs_no_assertion()
    {
        using var client = _service.AnonymousClient();

        using var live = await client.SendAsync("GET", "/_tollgate/health/live");
        using var ready = await client.SendAsync("GET", "/_tollgate/health/ready");

        Assert.Equal((200, 200), ((int)live.StatusCode, (int)ready.StatusCode));
    }

    [Fact]
    public async Task Readiness_says_when_the_store_is_down()
    {
        using var client = _service.AnonymousClient();
        _service.Tables.Fault = TableFault.Unavailable;

        using var ready = await client.SendAsync("GET", "/_tollgate/health/ready");

        Assert.Equal(503, (int)ready.StatusCode);
    }

    [Fact]
    public void Every_problem_of_its_own_is_explained_in_the_docs()
    {
        var own = module.GetType().Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(property => property.PropertyType == typeof(ProblemType))
            .Select(property => (ProblemType)property.GetValue(null)!)
            .Select(type => (type.Name, type.Status));

        var explained = ProblemSection().Matches(File.ReadAllText(Path.Combine(RepositoryFolder(), "docs", "errors.md")))
            .Where(match => match.Groups["service"].Value == module.Info.Name)
            .Select(match => (match.Groups["name"].Value, int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture)));

        Assert.Equal(own.Order(), explained.Order());
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    // Operations of the platform are no part of the contract with clients.
    private static bool IsOwnAffair(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is Description || endpoint.RoutePattern.RawText!.StartsWith("/_ops", StringComparison.Ordinal);

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run within the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^## (?<name>[a-z-]+) \((?<service>[a-z]+)\)\n\nStatus (?<status>\d{3})\. [^\n]+(\n[^\n-][^\n]*)*\n- Caller: [^\n]+\n(  [^\n]+\n)*- Operator: [^\n]+$", RegexOptions.Multiline)]
    private static partial Regex ProblemSection();
}
