using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Http.Idempotency;

public sealed class IdempotencyTests : TwoShops
{
    [Fact]
    public async Task The_same_request_again_has_no_effect_and_gets_the_same_answer()
    {
        using var first = await Client.SendAsync("POST", "/accepts", Body, key: "a");
        using var again = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "\"a\"");

        Assert.Single(Shop.Effects);
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
        using var first = await Client.SendAsync("POST", "/accepts", Body);
        using var second = await Client.SendAsync("POST", "/accepts", Body);

        Assert.Equal(2, Shop.Effects.Distinct().Count());
    }

    [Fact]
    public async Task An_answer_without_a_body_and_a_large_one_are_kept_too()
    {
        using var empty = await Client.SendAsync("DELETE", "/accepts", key: "a");
        using var emptyAgain = await Client.SendAsync("DELETE", "/accepts", key: "a");
        using var large = await Client.SendAsync("POST", "/large", key: "b");
        using var largeAgain = await Client.SendAsync("POST", "/large", key: "b");

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
        using var first = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        using var other = await Elsewhere.SendAsync("POST", path, body, key: "a");

        await other.ProblemAsync(422, "idempotency-key-reused");
        Assert.Single(Shop.Effects);
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller()
    {
        using var eastern = await Host.WriterAsync("east");

        using var here = await Client.SendAsync("POST", "/accepts", Body, key: "a");
        using var there = await eastern.SendAsync("POST", "/accepts", """{"quantity":2}""", key: "a");

        Assert.Equal(HttpStatusCode.Created, there.StatusCode);
        Assert.Equal(2, Shop.Effects.Distinct().Count());
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
        using var response = await Client.SendAsync("POST", path, Body, key: key);
        using var tooLong = await Client.SendAsync("POST", path, Body, key: new string('a', 256));

        await response.ProblemAsync(400, "idempotency-key-invalid");
        await tooLong.ProblemAsync(400, "idempotency-key-invalid");
        Assert.Empty(Shop.Effects);
    }

    [Fact]
    public async Task Who_may_not_do_it_learns_nothing_of_keys()
    {
        using var reader = await Host.ClientAsync();
        using var stranger = Host.AnonymousClient();

        using var forbidden = await reader.SendAsync("POST", "/accepts", Body, key: "a b");
        using var unknown = await stranger.SendAsync("POST", "/requires", Body, key: "a b");

        await forbidden.ProblemAsync(403, "forbidden");
        await unknown.ProblemAsync(401, "credential-missing");
    }

    [Theory]
    [InlineData(0, 500)]
    [InlineData(503, 503)]
    [InlineData(400, 400)]
    public async Task What_failed_or_was_malformed_may_be_tried_again_with_its_key(int failure, int status)
    {
        Shop.Failures.Enqueue(failure);
        using var failed = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        using var next = await Elsewhere.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal((status, 201), ((int)failed.StatusCode, (int)next.StatusCode));
    }

    [Fact]
    public async Task A_key_whose_request_failed_stays_with_that_request()
    {
        Shop.Failures.Enqueue(0);
        using var failed = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        using var other = await Client.SendAsync("POST", "/accepts", """{"quantity":77}""", key: "a");
        using var again = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        Assert.Equal([500, 422, 201], [(int)failed.StatusCode, (int)other.StatusCode, (int)again.StatusCode]);
    }

    [Fact]
    public async Task A_refusal_by_the_business_is_an_answer_like_any_other()
    {
        Shop.Failures.Enqueue(409);
        using var refused = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        using var again = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        await again.ProblemAsync(409, "conflict");
        Assert.Single(Shop.Effects);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/accepts") { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Headers.Add("Idempotency-Key", "a");
        request.Headers.ExpectContinue = true;
        using var response = await Client.SendAsync(request);

        await response.ProblemAsync(413, "body-too-large");
    }

    [Fact]
    public async Task Without_the_store_nothing_is_done()
    {
        using var warm = await Client.SendAsync("POST", "/accepts", Body);
        Host.Tables.Fault = TableFault.Unavailable;

        using var response = await Client.SendAsync("POST", "/accepts", Body, key: "a");

        await response.ProblemAsync(503, "dependency-unavailable");
        Assert.Single(Shop.Effects);
    }

    [Fact]
    public async Task A_key_is_free_again_after_a_day_and_its_answer_is_deleted()
    {
        var purge = Host.Services.GetServices<IDailyJob>().Single();
        using var first = await Client.SendAsync("POST", "/accepts", Body, key: "a");
        Clock.Advance(TimeSpan.FromHours(23));
        var early = await purge.RunAsync(CancellationToken.None);
        Clock.Advance(TimeSpan.FromHours(1));
        using var client = await Host.WriterAsync();

        using var next = await client.SendAsync("POST", "/accepts", """{"quantity":2}""", key: "a");
        using var further = await client.SendAsync("POST", "/accepts", Body, key: "b");
        Clock.Advance(TimeSpan.FromHours(24));
        var late = await purge.RunAsync(CancellationToken.None);

        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        Assert.Equal((0, 2), (early, late));
    }

    [Fact]
    public async Task Answers_that_name_an_id_can_be_forgotten()
    {
        using var kept = await Client.SendAsync("POST", "/accepts", Body, key: "a");
        using var forgotten = await Client.SendAsync("POST", "/accepts", Body, key: "b");
        var id = (await forgotten.JsonAsync())["id"]!.GetValue<string>();

        var deleted = await Host.Services.GetRequiredService<IdempotentAnswers>().ForgetAsync("default", id, null, CancellationToken.None);

        using var keptAgain = await Client.SendAsync("POST", "/accepts", Body, key: "a");
        using var forgottenAgain = await Client.SendAsync("POST", "/accepts", Body, key: "b");
        Assert.Equal(1, deleted);
        Assert.True(keptAgain.Headers.Contains("Idempotency-Replayed"));
        Assert.False(forgottenAgain.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task An_erasure_keeps_no_answer_of_a_request_under_way_but_its_own()
    {
        var slow = await BeginAsync(path: "/accepts/ada");
        using var erased = await Elsewhere.SendAsync("POST", "/accepts/ada/erasure", key: "b");
        Shop.Hold!.SetResult();
        using var done = await slow;

        using var slowAgain = await Client.SendAsync("POST", "/accepts/ada", Body, key: "a");
        using var erasedAgain = await Client.SendAsync("POST", "/accepts/ada/erasure", key: "b");

        Assert.Equal((1, HttpStatusCode.Created), ((await erased.JsonAsync())["forgotten"]!.GetValue<int>(), done.StatusCode));
        Assert.False(slowAgain.Headers.Contains("Idempotency-Replayed"));
        Assert.True(erasedAgain.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public void However_often_and_wherever_a_request_is_sent_at_once_it_has_one_effect() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<bool[]>(),
        (round, places) =>
        {
            var (shop, key) = (Shop.Effects.Count, $"k{round.Get}-{Guid.NewGuid():N}");
            var answers = Task.WhenAll(places.Append(true).Append(false).Select(async here =>
            {
                while (true)
                {
                    var response = await (here ? Client : Elsewhere).SendAsync("POST", "/requires", Body, key: key);
                    if (response.StatusCode is not HttpStatusCode.Conflict)
                    {
                        return await response.Content.ReadAsStringAsync();
                    }
                }
            })).GetAwaiter().GetResult();

            return Shop.Effects.Count == shop + 1 && answers.Distinct().Count() == 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
}
