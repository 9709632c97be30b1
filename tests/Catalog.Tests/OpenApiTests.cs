using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Tollgate.Catalog.Tests;

public sealed class OpenApiTests : IAsyncLifetime
{
    private CatalogHost _catalog = null!;
    private string _text = null!;
    private ReadResult _read = null!;

    public async Task InitializeAsync()
    {
        _catalog = await CatalogHost.StartAsync();
        using var client = _catalog.AnonymousClient();
        _text = await client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative));
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
        var mapped = _catalog.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText != "/openapi.json")
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"));

        var described = _read.Document!.Paths.SelectMany(path => path.Value.Operations!.Keys.Select(method => $"{method} {path.Key}"));

        Assert.Equal(mapped.Distinct().Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_a_name_a_summary_and_its_problems()
    {
        var operations = _read.Document!.Paths.SelectMany(path => path.Value.Operations!.Values).ToList();

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
    public async Task It_changes_only_on_purpose()
    {
        var folder = Path.Combine(Folder(), "tests", "Catalog.Tests");
        var approved = Path.Combine(folder, "openapi.json");
        var expected = File.Exists(approved) ? await File.ReadAllTextAsync(approved) : "";
        var actual = _text.ReplaceLineEndings("\n") + "\n";

        if (actual != expected)
        {
            await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.received.json"), actual);
        }

        Assert.Equal(expected, actual);
    }

    public async Task DisposeAsync() => await _catalog.DisposeAsync();

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run within the repository.");
        }

        return folder.FullName;
    }
}
