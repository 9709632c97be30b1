using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Http.Idempotency;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Body = """{"quantity":1}""";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly ManualClock _clock = new();
    private readonly ShopModule _shop = new();
    private EmbeddedStorage _storage = null!;
    private ServiceHost _host = null!;
    private ServiceHost _other = null!;
    private HttpClient _client = null!;
    private HttpClient _elsewhere = null!;

    public async Task InitializeAsync()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _host = await ServiceHost.StartAsync(_shop, _storage, _clock);
        _other = await ServiceHost.StartAsync(_shop, _storage, _clock);
        _client = await _host.WriterAsync();
        _elsewhere = await _other.WriterAsync();
    }

    [Fact]
    public async Task The_same_request_again_has_no_effect_and_gets_the_same_answer()
    {
        using var first = await _client.SendAsync("POST", "/accepts", Body, key: "a");
        using var again = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "\"a\"");

        Assert.Single(_shop.Effects);
        Assert.Equal((HttpStatusCode.Created, first.StatusCode), (again.StatusCode, again.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal((first.Headers.ETag, first.Headers.Location), (again.Headers.ETag, again.Headers.Location));
        Assert.Equal(first.Content.Headers.ContentType, again.Content.Headers.ContentType);
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Without_a_key_every_request_counts()
    {
        using var first = await _client.SendAsync("POST", "/accepts", Body);
        using var second = await _client.SendAsync("POST", "/accepts", Body);

        Assert.Equal(2, _shop.Effects.Distinct().Count());
    }

    [Fact]
    public async Task An_answer_without_a_body_and_a_large_one_are_kept_too()
    {
        using var empty = await _client.SendAsync("DELETE", "/accepts", key: "a");
        using var emptyAgain = await _client.SendAsync("DELETE", "/accepts", key: "a");
        using var large = await _client.SendAsync("POST", "/large", key: "b");
        using var largeAgain = await _client.SendAsync("POST", "/large", key: "b");

        Assert.Equal((HttpStatusCode.NoContent, true), (emptyAgain.StatusCode, emptyAgain.Headers.Contains("Idempotency-Replayed")));
        Assert.Equal(new string('x', 200_000), await largeAgain.Content.ReadAsStringAsync());
        Assert.True(largeAgain.Headers.Contains("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("/accepts", """{"quantity":2}""")]
    [InlineData("/accepts", """{ "quantity":1}""")]
    [InlineData("/accepts?a=b", Body)]
    [InlineData("/requires", Body)]
    public async Task A_key_that_came_with_another_request_is_refused(string path, string body)
    {
        using var first = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        using var other = await _elsewhere.SendAsync("POST", path, body, key: "a");

        await other.ProblemAsync(422, "idempotency-key-reused");
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller()
    {
        using var eastern = await _host.WriterAsync("east");

        using var here = await _client.SendAsync("POST", "/accepts", Body, key: "a");
        using var there = await eastern.SendAsync("POST", "/accepts", """{"quantity":2}""", key: "a");

        Assert.Equal(HttpStatusCode.Created, there.StatusCode);
        Assert.Equal(2, _shop.Effects.Distinct().Count());
    }

    [Theory]
    [InlineData("/accepts", "")]
    [InlineData("/accepts", "\"\"")]
    [InlineData("/accepts", "a b")]
    [InlineData("/accepts", "\"a")]
    [InlineData("/accepts", "a,b")]
    [InlineData("/accepts", "a\\b")]
    [InlineData("/requires", null)]
    public async Task A_missing_or_malformed_key_is_400(string path, string? key)
    {
        using var response = await _client.SendAsync("POST", path, Body, key: key);
        using var tooLong = await _client.SendAsync("POST", path, Body, key: new string('a', 256));

        await response.ProblemAsync(400, "idempotency-key-invalid");
        await tooLong.ProblemAsync(400, "idempotency-key-invalid");
        Assert.Empty(_shop.Effects);
    }

    [Fact]
    public async Task Who_may_not_do_it_learns_nothing_of_keys()
    {
        using var reader = await _host.ClientAsync();
        using var stranger = _host.AnonymousClient();

        using var forbidden = await reader.SendAsync("POST", "/accepts", Body, key: "a b");
        using var unknown = await stranger.SendAsync("POST", "/requires", Body, key: "a b");

        await forbidden.ProblemAsync(403, "forbidden");
        await unknown.ProblemAsync(401, "credential-missing");
    }

    [Fact]
    public async Task While_the_first_is_under_way_the_same_request_is_asked_to_wait()
    {
        _shop.Hold = new TaskCompletionSource();
        var first = _client.SendAsync("POST", "/accepts", Body, key: "a");
        while (_shop.Effects.IsEmpty)
        {
            await Task.Yield();
        }

        using var early = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        using var other = await _elsewhere.SendAsync("POST", "/accepts", """{"quantity":2}""", key: "a");
        _shop.Hold.SetResult();
        using var done = await first;
        using var late = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.NotNull(early.Headers.RetryAfter);
        await other.ProblemAsync(422, "idempotency-key-reused");
        Assert.Equal(await done.Content.ReadAsStringAsync(), await late.Content.ReadAsStringAsync());
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task A_request_that_takes_longer_than_a_lease_keeps_its_key()
    {
        var slow = await BeginAsync();

        for (var beat = 0; beat < 12; beat++)
        {
            _clock.Advance(Beat);
            await UntilRenewedAsync();
        }

        using var early = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        _shop.Hold!.SetResult();
        using var done = await slow;
        using var late = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.True(late.Headers.Contains("Idempotency-Replayed"));
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task A_request_whose_process_died_is_carried_out_by_the_next_with_the_same_ids_when_its_lease_is_over()
    {
        var dead = await BeginAsync();
        _host.Tables.Fault = TableFault.Unavailable;
        _shop.Hold = null;

        _clock.Advance(TimeSpan.FromSeconds(19));
        using var early = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var next = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        using var again = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        Assert.Equal(2, _shop.Effects.Count);
        Assert.Single(_shop.Effects.Distinct());
        Assert.Equal(await next.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        using var risen = await dead;
    }

    [Fact]
    public async Task A_request_that_cannot_renew_its_lease_is_cancelled_before_another_may_take_it()
    {
        var cut = await BeginAsync();
        _host.Tables.Fault = TableFault.Unavailable;

        _clock.Advance(3 * Beat);
        using var answer = await cut;
        _shop.Hold = null;
        using var early = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await answer.ProblemAsync(503, "dependency-unavailable");
        await early.ProblemAsync(409, "idempotency-key-in-use");
    }

    [Fact]
    public async Task A_request_whose_store_does_not_answer_is_cancelled_before_another_may_take_it()
    {
        var cut = await BeginAsync();
        _host.Tables.Stall = new TaskCompletionSource();

        _clock.Advance(3 * Beat);
        using var answer = await cut;
        _shop.Hold = null;
        using var early = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        _clock.Advance(Beat);
        using var next = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        await answer.ProblemAsync(503, "dependency-unavailable");
        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
    }

    [Fact]
    public async Task An_answer_is_kept_although_a_renewal_broke()
    {
        var slow = await BeginAsync();
        var (broken, writes) = (new TaskCompletionSource(), _host.Tables.Writes);
        _host.Tables.Stall = broken;
        _clock.Advance(Beat);
        while (_host.Tables.Writes == writes)
        {
            await Task.Yield();
        }

        _host.Tables.Stall = null;
        broken.SetException(new InvalidOperationException("Broken."));
        _shop.Hold!.SetResult();
        using var done = await slow;
        using var again = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_renewal_that_fails_once_does_no_harm()
    {
        var slow = await BeginAsync();
        _clock.Advance(Beat);
        await UntilRenewedAsync();
        _host.Tables.Fault = TableFault.Unavailable;
        var writes = _host.Tables.Writes;
        _clock.Advance(Beat);
        while (_host.Tables.Writes == writes)
        {
            await Task.Yield();
        }

        _host.Tables.Fault = null;
        _clock.Advance(Beat);
        await UntilRenewedAsync();
        _shop.Hold!.SetResult();
        using var done = await slow;

        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
    }

    [Fact]
    public async Task A_process_whose_clock_is_ahead_takes_no_request_that_is_under_way()
    {
        var slow = await BeginAsync();
        await using var ahead = await ServiceHost.StartAsync(_shop, _storage, new ManualClock(_clock.GetUtcNow().AddSeconds(50)));
        using var hasty = await ahead.WriterAsync();

        using var early = await hasty.SendAsync("POST", "/accepts", Body, key: "a");
        _shop.Hold!.SetResult();
        using var done = await slow;

        await early.ProblemAsync(409, "idempotency-key-in-use");
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task A_process_whose_clock_is_behind_takes_a_request_whose_lease_is_over()
    {
        var dead = await BeginAsync();
        _host.Tables.Fault = TableFault.Unavailable;
        await using var behind = await ServiceHost.StartAsync(_shop, _storage, new ManualClock(_clock.GetUtcNow().AddSeconds(-30)));
        using var late = await behind.WriterAsync();
        _shop.Hold = null;
        _clock.Advance(TimeSpan.FromSeconds(20));
        using var risen = await dead;

        using var next = await late.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        Assert.Equal(2, _shop.Effects.Count);
    }

    [Fact]
    public async Task A_request_that_another_process_took_over_is_cancelled_at_its_next_renewal()
    {
        var held = new ManualClock(_clock.GetUtcNow());
        await using var asleep = await ServiceHost.StartAsync(_shop, _storage, held);
        using var sleeper = await asleep.WriterAsync();
        var stalled = await BeginAsync(sleeper);
        _clock.Advance(TimeSpan.FromSeconds(20));
        _shop.Hold = null;

        using var taken = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");
        held.Advance(Beat);
        using var answer = await stalled;
        using var again = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        await answer.ProblemAsync(503, "dependency-unavailable");
        Assert.Equal(await taken.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_that_never_ends_frees_its_key()
    {
        var hanging = await BeginAsync();

        for (var beat = 1; beat < 60; beat++)
        {
            _clock.Advance(Beat);
            await UntilRenewedAsync();
        }

        while (!hanging.IsCompleted)
        {
            _clock.Advance(Beat);
            await Task.Yield();
        }

        using var answer = await hanging;

        await answer.ProblemAsync(503, "dependency-unavailable");
    }

    [Theory]
    [InlineData(0, 500)]
    [InlineData(503, 503)]
    [InlineData(400, 400)]
    public async Task What_failed_or_was_malformed_may_be_tried_again_with_its_key(int failure, int status)
    {
        _shop.Failures.Enqueue(failure);
        using var failed = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        using var next = await _elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal((status, 201), ((int)failed.StatusCode, (int)next.StatusCode));
    }

    [Fact]
    public async Task A_key_whose_request_failed_stays_with_that_request()
    {
        _shop.Failures.Enqueue(0);
        using var failed = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        using var other = await _client.SendAsync("POST", "/accepts", """{"quantity":77}""", key: "a");
        using var again = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal([500, 422, 201], [(int)failed.StatusCode, (int)other.StatusCode, (int)again.StatusCode]);
    }

    [Fact]
    public async Task A_refusal_by_the_business_is_an_answer_like_any_other()
    {
        _shop.Failures.Enqueue(409);
        using var refused = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        using var again = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        await again.ProblemAsync(409, "conflict");
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/accepts") { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Headers.Add("Idempotency-Key", "a");
        request.Headers.ExpectContinue = true;
        using var response = await _client.SendAsync(request);

        await response.ProblemAsync(413, "body-too-large");
    }

    [Fact]
    public async Task Without_the_store_nothing_is_done()
    {
        using var warm = await _client.SendAsync("POST", "/accepts", Body);
        _host.Tables.Fault = TableFault.Unavailable;

        using var response = await _client.SendAsync("POST", "/accepts", Body, key: "a");

        await response.ProblemAsync(503, "dependency-unavailable");
        Assert.Single(_shop.Effects);
    }

    [Fact]
    public async Task A_key_is_free_again_after_a_day_and_its_answer_is_deleted()
    {
        var purge = _host.Services.GetServices<IDailyJob>().Single();
        using var first = await _client.SendAsync("POST", "/accepts", Body, key: "a");
        _clock.Advance(TimeSpan.FromHours(23));
        var early = await purge.RunAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(1));
        using var client = await _host.WriterAsync();

        using var next = await client.SendAsync("POST", "/accepts", """{"quantity":2}""", key: "a");
        using var further = await client.SendAsync("POST", "/accepts", Body, key: "b");
        _clock.Advance(TimeSpan.FromHours(24));
        var late = await purge.RunAsync(CancellationToken.None);

        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        Assert.Equal((0, 2), (early, late));
    }

    [Fact]
    public async Task Answers_that_name_an_id_can_be_forgotten()
    {
        using var kept = await _client.SendAsync("POST", "/accepts", Body, key: "a");
        using var forgotten = await _client.SendAsync("POST", "/accepts", Body, key: "b");
        var id = (await forgotten.JsonAsync())["id"]!.GetValue<string>();

        var deleted = await _host.Services.GetRequiredService<IdempotentAnswers>().ForgetAsync("default", id, null, CancellationToken.None);

        using var keptAgain = await _client.SendAsync("POST", "/accepts", Body, key: "a");
        using var forgottenAgain = await _client.SendAsync("POST", "/accepts", Body, key: "b");
        Assert.Equal(1, deleted);
        Assert.True(keptAgain.Headers.Contains("Idempotency-Replayed"));
        Assert.False(forgottenAgain.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task An_erasure_keeps_no_answer_of_a_request_under_way_but_its_own()
    {
        var slow = await BeginAsync(path: "/accepts/ada");
        using var erased = await _elsewhere.SendAsync("POST", "/accepts/ada/erasure", key: "b");
        _shop.Hold!.SetResult();
        using var done = await slow;

        using var slowAgain = await _client.SendAsync("POST", "/accepts/ada", Body, key: "a");
        using var erasedAgain = await _client.SendAsync("POST", "/accepts/ada/erasure", key: "b");

        Assert.Equal((1, HttpStatusCode.Created), ((await erased.JsonAsync())["forgotten"]!.GetValue<int>(), done.StatusCode));
        Assert.False(slowAgain.Headers.Contains("Idempotency-Replayed"));
        Assert.True(erasedAgain.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public void However_often_and_wherever_a_request_is_sent_at_once_it_has_one_effect() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<bool[]>(),
        (round, places) =>
        {
            var (shop, key) = (_shop.Effects.Count, $"k{round.Get}-{Guid.NewGuid():N}");
            var answers = Task.WhenAll(places.Append(true).Append(false).Select(async here =>
            {
                while (true)
                {
                    var response = await (here ? _client : _elsewhere).SendAsync("POST", "/requires", Body, key: key);
                    if (response.StatusCode is not HttpStatusCode.Conflict)
                    {
                        return await response.Content.ReadAsStringAsync();
                    }
                }
            })).GetAwaiter().GetResult();

            return _shop.Effects.Count == shop + 1 && answers.Distinct().Count() == 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    // A request that is under way at the first host until it is let go.
    private async Task<Task<HttpResponseMessage>> BeginAsync(HttpClient? client = null, string path = "/accepts")
    {
        _shop.Hold = new TaskCompletionSource();
        var begun = (client ?? _client).SendAsync("POST", path, Body, key: "a");
        while (_shop.Effects.IsEmpty)
        {
            await Task.Yield();
        }

        return begun;
    }

    private async Task UntilRenewedAsync()
    {
        var tables = _storage.TablesFor(_shop.Info);
        while (true)
        {
            var page = await tables.QueryAsync(IdempotencyTable.Of(ShopModule.Name), TableQuery.Partitions(null, null), CancellationToken.None);
            if (page.Entities.Single().Timestamp == _clock.GetUtcNow())
            {
                return;
            }

            await Task.Yield();
        }
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _elsewhere.Dispose();
        await _host.DisposeAsync();
        await _other.DisposeAsync();
        await _storage.DisposeAsync();
    }
}
