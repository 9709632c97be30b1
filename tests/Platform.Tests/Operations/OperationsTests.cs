using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Events;
using Tollgate.Contracts.Services;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Operations;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Tests.Operations;

public sealed class OperationsTests : IAsyncLifetime
{
    private const string Confirmed = "orders.order-confirmed.v1";

    private readonly EventScript _script;
    private bool _isBroken = true;
    private Func<Task>? _during;
    private ServiceHost _service = null!;
    private HttpClient _operator = null!;

    public OperationsTests() => _script = new EventScript(async (_, _, _) =>
    {
        await (_during?.Invoke() ?? Task.CompletedTask);
        if (_isBroken)
        {
            throw new EventRejectedException("no such template");
        }
    });

    public async Task InitializeAsync()
    {
        _service = await ServiceHost.StartAsync(new MailModule(_script));
        _operator = await _service.ClientOfAsync(OperationsEndpoints.Issuer, OperationsEndpoints.Role);
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Only_an_operator_of_the_management_may_look()
    {
        using var nobody = _service.AnonymousClient();
        using var gateway = await _service.ClientAsync("default", OperationsEndpoints.Role);
        using var reader = await _service.ClientOfAsync(OperationsEndpoints.Issuer, "mail.read");

        foreach (var path in new[] { "/_ops/dead-letters", "/_ops/dead-letters/1", "/_ops/outbox" })
        {
            await (await nobody.SendAsync("GET", path)).ProblemAsync(401, "credential-missing");
            await (await gateway.SendAsync("GET", path)).ProblemAsync(401, "credential-invalid");
            await (await reader.SendAsync("GET", path)).ProblemAsync(403, "forbidden");
        }
    }

    [Fact]
    public async Task An_operator_finds_a_dead_letter_and_replays_it_once_the_cause_is_gone()
    {
        var id = await PublishAsync("o1");
        var listed = (await _operator.GetJsonAsync("/_ops/dead-letters"))["items"]!.AsArray().Single()!;
        var dead = await _operator.GetJsonAsync($"/_ops/dead-letters/{listed["id"]}");
        using var early = await _operator.SendAsync("POST", $"/_ops/dead-letters/{listed["id"]}/replay");
        _isBroken = false;
        using var replayed = await _operator.SendAsync("POST", $"/_ops/dead-letters/{listed["id"]}/replay");
        using var gone = await _operator.SendAsync("GET", $"/_ops/dead-letters/{listed["id"]}");

        Assert.Equal((id, Confirmed, "o1", "acme"), (Text(listed, "event"), Text(listed, "type"), Text(listed, "subject"), Text(listed, "tenant")));
        Assert.Null(listed["data"]);
        Assert.Equal(1, dead["event"]!["data"]!["n"]!.GetValue<int>());
        Assert.Contains("no such template", dead["description"]!.GetValue<string>(), StringComparison.Ordinal);
        await early.ProblemAsync(409, "conflict");
        Assert.Equal(204, (int)replayed.StatusCode);
        await gone.ProblemAsync(404, "resource-not-found");
    }

    [Fact]
    public async Task An_operator_pages_through_dead_letters_and_purges_one()
    {
        foreach (var subject in new[] { "o1", "o2", "o3" })
        {
            await PublishAsync(subject);
        }

        var first = await _operator.GetJsonAsync("/_ops/dead-letters?limit=2");
        var second = await _operator.GetJsonAsync($"/_ops/dead-letters?limit=2&cursor={first["next"]}");
        using var purged = await _operator.SendAsync("DELETE", $"/_ops/dead-letters/{first["items"]![0]!["id"]}");
        using var again = await _operator.SendAsync("DELETE", $"/_ops/dead-letters/{first["items"]![0]!["id"]}");
        using var wrong = await _operator.SendAsync("GET", "/_ops/dead-letters?limit=1000&cursor=x");

        Assert.Equal(["o1", "o2", "o3"], [.. first.Values("subject"), .. second.Values("subject")]);
        Assert.Equal(204, (int)purged.StatusCode);
        await again.ProblemAsync(404, "resource-not-found");
        Assert.Equal(2, (await wrong.ProblemAsync(400, "validation-failed")).Count);
    }

    [Fact]
    public async Task A_dead_letter_that_is_being_replayed_can_be_looked_at_and_is_neither_replayed_nor_purged_at_the_same_time()
    {
        await PublishAsync("o1");
        var path = $"/_ops/dead-letters/{(await _operator.GetJsonAsync("/_ops/dead-letters"))["items"]![0]!["id"]}";
        List<HttpResponseMessage> answers = [];
        _during = async () =>
        {
            _during = null;
            answers.Add(await _operator.SendAsync("GET", path));
            answers.Add(await _operator.SendAsync("DELETE", path));
            answers.Add(await _operator.SendAsync("POST", path + "/replay"));
        };

        using var replayed = await _operator.SendAsync("POST", path + "/replay");
        using var purged = await _operator.SendAsync("DELETE", path);

        Assert.Equal(200, (int)answers[0].StatusCode);
        Assert.All(answers.Skip(1), answer => Assert.Equal(TimeSpan.FromSeconds(10), answer.Headers.RetryAfter?.Delta));
        await answers[1].ProblemAsync(409, "conflict");
        await answers[2].ProblemAsync(409, "conflict");
        Assert.Equal((409, 204), ((int)replayed.StatusCode, (int)purged.StatusCode));
    }

    [Fact]
    public async Task An_operator_sees_what_is_committed_and_not_sent()
    {
        var outbox = _service.Services.GetRequiredService<Outbox>();
        await outbox.CommitAsync(
            "things", [TableWrite.Insert(new TableEntity("acme", "t1"))], [OutboxMessage.StartSaga("unknown", "t1", new { })], CancellationToken.None);
        _service.Clock.Advance(TimeSpan.FromSeconds(3));

        var pending = (await _operator.GetJsonAsync("/_ops/outbox"))["items"]!.AsArray().Single()!;

        Assert.Equal(("things", "acme", "t1"), (Text(pending, "table"), Text(pending, "partition"), Text(pending, "row")));
    }

    private static string Text(System.Text.Json.Nodes.JsonNode node, string member) => node[member]!.GetValue<string>();

    private async Task<string> PublishAsync(string subject)
    {
        var published = new CloudEvent
        {
            Id = Guid.NewGuid().ToString("N"),
            Source = "/orders",
            Type = Confirmed,
            Subject = subject,
            Time = _service.Clock.GetUtcNow(),
            Tenant = "acme",
            Data = JsonSerializer.SerializeToElement(new { n = 1 }),
        };
        var before = await CountAsync();
        await _service.Services.GetRequiredService<IEventBus>().PublishAsync([published], CancellationToken.None);
        while (await CountAsync() == before)
        {
            await Task.Yield();
        }

        return published.Id;
    }

    private async Task<int> CountAsync() =>
        (await _service.Services.GetRequiredService<IDeadLetters>().ListAsync(null, 100, CancellationToken.None)).Items.Count;

    private sealed class MailModule(EventScript script) : IEndpointModule
    {
        public ModuleInfo Info { get; } = new(
            "mail", [Outbox.HintTable, new TableInfo("things", StorageHome.Own, StorageAccess.Write), TrustTable.Info("gateway", StorageAccess.Read)], [])
        {
            Subscriptions = [Confirmed],
        };

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
            services.AddRouting().AddTollgateConventions().AddAssertions(Info.Name, "gateway");
            services.AddOutbox(Info).AddSingleton(script).AddEventHandler<ScriptedHandler>(Confirmed);
        }

        public void MapEndpoints(IEndpointRouteBuilder endpoints)
        {
        }
    }
}
