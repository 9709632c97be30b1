using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tollgate.Hosting.Azure.Tables;
using Tollgate.Hosting.Azure.Tests.Tables;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Tests.Dispatching;

/// <summary>What a client is told when the storage account doesn't do what it is asked.</summary>
public sealed class StoreFaultTests
{
    private readonly ScriptedTable _table = new();
    private readonly AzureTableStore _store;

    public StoreFaultTests()
    {
        var clock = new StoreClock(new ManualClock());
        var module = new ModuleInfo("test", [new TableInfo("Rows", StorageHome.Own, StorageAccess.Write)], []);
        _store = new AzureTableStore(new DeclaredTables<TableBinding>(module, _ => new TableBinding(_table, clock)));
    }

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "OperationTimedOut")]
    public async Task A_store_that_throttles_or_fails_is_a_503_with_the_wait_that_it_asks_for_and_nothing_is_acknowledged(int status, string code)
    {
        _table.Next = () => throw Answer.Error(status, code, ("Retry-After", "7"));
        await using var worker = await StartAsync();

        using var response = await worker.Client.PutAsync(new Uri("/rows/1", UriKind.Relative), null);

        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Equal(ProblemTypes.DependencyUnavailable.Uri, problem.GetProperty("type").GetString());
        Assert.DoesNotContain("Rows", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflicting_version_is_an_outcome_of_the_write_that_its_endpoint_answers()
    {
        _table.Next = () => throw Answer.Error(412, "UpdateConditionNotSatisfied");
        await using var worker = await StartAsync();

        using var response = await worker.Client.PutAsync(new Uri("/rows/1", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
    }

    [Fact]
    public async Task What_the_app_may_not_do_is_an_error_of_the_app_that_tells_the_client_nothing()
    {
        _table.Next = () => throw Answer.Error(403, "AuthorizationPermissionMismatch");
        await using var worker = await StartAsync();

        using var response = await worker.Client.PutAsync(new Uri("/rows/1", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("Rows", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<FunctionsWorker> StartAsync() => FunctionsWorker.StartAsync(new EndpointModule(endpoints => endpoints.MapPut("/rows/{id}", async (string id, CancellationToken cancellationToken) =>
    {
        var result = await _store.WriteAsync("Rows", TableWrite.Replace(new TableEntity("p", id), new ETag("W/\"7\"")), cancellationToken);
        return result.Error is TableError.PreconditionFailed ? Results.StatusCode(StatusCodes.Status412PreconditionFailed) : Results.NoContent();
    })));
}
