using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Sagas;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Operations;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Tests.Http;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Operations;

public sealed class SagaOperationsTests : IAsyncLifetime
{
    private static readonly ModuleInfo Module = new(
        "shop",
        [TableSagaExtensions.Table, TrustTable.Info("gateway", StorageAccess.Write), TrustTable.Info(OperationsEndpoints.Issuer, StorageAccess.Write)],
        []);

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly ITableStore _tables;
    private readonly SagaWorld _world;
    private ConventionsHost _host = null!;
    private ISagaRuntime _sagas = null!;
    private SagaRunner _runner = null!;

    public SagaOperationsTests()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _tables = _storage.TablesFor(Module);
        _world = new SagaWorld(_clock);
    }

    public async Task InitializeAsync() => _host = await ConventionsHost.StartAsync(
        app =>
        {
            app.MapOperations();
            (_sagas, _runner) = (app.Services.GetRequiredService<ISagaRuntime>(), app.Services.GetRequiredService<SagaRunner>());
        },
        services =>
        {
            services.AddSingleton(_tables).AddAssertions(Module.Name, "gateway", OperationsEndpoints.Issuer).AddTableSagas(Module);
            SagaService.Scripts(_world).Register(services);
        },
        _clock);

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task Only_operators_for_whom_the_management_service_vouches_get_in()
    {
        var nobody = await SendAsync(HttpMethod.Get, "/_ops/sagas", issuer: null);
        var client = await SendAsync(HttpMethod.Get, "/_ops/sagas", issuer: "gateway");
        var reader = await SendAsync(HttpMethod.Get, "/_ops/sagas", OperationsEndpoints.Issuer, "reader");
        var operatorsOwn = await SendAsync(HttpMethod.Get, "/_ops/sagas");

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK],
            [nobody.StatusCode, client.StatusCode, reader.StatusCode, operatorsOwn.StatusCode]);
    }

    [Fact]
    public async Task Instances_are_listed_by_status_and_shown_with_their_history()
    {
        await StartAsync("1", new ScriptLine("work", "a"));
        await StartAsync("2", new ScriptLine("wait", "go"));

        var running = await ReadAsync("/_ops/sagas?status=running");
        var shown = await ReadAsync("/_ops/sagas/script-1");

        Assert.Equal(["script-2"], running.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("instanceId").GetString()));
        Assert.Equal("completed", shown.GetProperty("saga").GetProperty("status").GetString());
        Assert.Equal("ended", shown.GetProperty("history").EnumerateArray().Last().GetProperty("kind").GetString());
    }

    [Fact]
    public async Task An_instance_is_signalled_cancelled_and_purged()
    {
        await StartAsync("1", new ScriptLine("wait", "go"), new ScriptLine("wait", "never"));

        var raised = await SendAsync(HttpMethod.Post, "/_ops/sagas/script-1/events/go", body: "now");
        var resumed = await SendAsync(HttpMethod.Post, "/_ops/sagas/script-1/resume");
        var tooEarly = await SendAsync(HttpMethod.Delete, "/_ops/sagas/script-1");
        var cancelled = await SendAsync(HttpMethod.Post, "/_ops/sagas/script-1/cancel", body: new { reason = "asked for" });
        await _runner.WhenQuietAsync();
        var ended = await SendAsync(HttpMethod.Post, "/_ops/sagas/script-1/cancel", body: new { reason = "asked for" });
        var purged = await SendAsync(HttpMethod.Delete, "/_ops/sagas/script-1");
        var gone = await SendAsync(HttpMethod.Get, "/_ops/sagas/script-1");

        Assert.Equal(
            [HttpStatusCode.Accepted, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Accepted, HttpStatusCode.Conflict, HttpStatusCode.NoContent, HttpStatusCode.NotFound],
            new[] { raised, resumed, tooEarly, cancelled, ended, purged, gone }.Select(response => response.StatusCode));
    }

    [Theory]
    [InlineData("?status=stuck")]
    [InlineData("?from=yesterday")]
    [InlineData("?limit=0")]
    [InlineData("?cursor=x")]
    public async Task A_query_that_cant_be_read_is_refused(string query)
    {
        var response = await SendAsync(HttpMethod.Get, $"/_ops/sagas{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task StartAsync(string key, params ScriptLine[] lines)
    {
        await _sagas.StartAsync(SagaStart.Of("script", key, Script.Of(lines)), CancellationToken.None);
        await _runner.WhenQuietAsync();
    }

    private async Task<JsonElement> ReadAsync(string path) => await (await SendAsync(HttpMethod.Get, path)).Content.ReadFromJsonAsync<JsonElement>();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? issuer = OperationsEndpoints.Issuer, string scope = OperationsEndpoints.Role, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (issuer is not null)
        {
            var assertion = await new AssertionIssuer(issuer, _tables, _clock)
                .IssueAsync(new AssertionSubject("ops", "default", [scope]), Module.Name, CancellationToken.None);
            request.Headers.Add(TollgateHeaders.Assertion, assertion);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        return await _host.Client.SendAsync(request);
    }
}
