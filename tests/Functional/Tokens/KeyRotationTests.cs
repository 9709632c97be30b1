using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Authentication.Tokens;

namespace Tollgate.Functional.Tokens;

/// <summary>How an issuer's keys come, go, and fail to come.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task Keys_are_read_once_however_many_requests_wait_for_them()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Provider.Instead = async context =>
        {
            arrived.TrySetResult();
            await released.Task;
            await gateway.Provider.WriteAsync(context);
        };

        var requests = Enumerable.Range(0, 20).Select(_ => gateway.StatusAsync(gateway.Token())).ToList();
        await arrived.Task;
        released.SetResult();
        var statuses = await Task.WhenAll(requests);

        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.Equal(1, gateway.Provider.Reads);
    }

    [Fact]
    public async Task A_new_key_is_accepted_at_once_and_made_up_ones_cost_one_read_in_five_minutes()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await gateway.StatusAsync(gateway.Token());
        var (old, rotated) = (gateway.Provider.Keys[0], SigningKeyPair.EllipticCurve("two"));
        gateway.Provider.Keys = [rotated, old];
        var claims = gateway.Provider.Claims(gateway.Clock.GetUtcNow());

        var accepted = await gateway.StatusAsync(gateway.Token());
        for (var index = 0; index < 20; index++)
        {
            Assert.Equal(401, await gateway.StatusAsync(old.Sign($$"""{"alg":"ES256","kid":"made-up-{{index}}"}""", claims)));
        }

        Assert.Equal(200, accepted);
        Assert.Equal(2, gateway.Provider.Reads);
    }

    [Fact]
    public async Task After_five_minutes_an_unknown_key_is_looked_for_again()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await gateway.StatusAsync(gateway.Token());
        var stranger = SigningKeyPair.EllipticCurve("stranger");
        string Foreign() => stranger.Sign("""{"alg":"ES256","kid":"stranger"}""", gateway.Provider.Claims(gateway.Clock.GetUtcNow()));
        await gateway.StatusAsync(Foreign());
        gateway.Provider.Keys = [.. gateway.Provider.Keys, stranger];

        gateway.Clock.Advance(IssuerKeys.BetweenUnknown - TimeSpan.FromSeconds(1));
        var early = await gateway.StatusAsync(Foreign());
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await gateway.StatusAsync(Foreign());

        Assert.Equal([401, 200], [early, late]);
        Assert.Equal(3, gateway.Provider.Reads);
    }

    [Fact]
    public async Task A_withdrawn_key_takes_its_remembered_tokens_along_at_the_next_hourly_reading()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var token = gateway.Token(("exp", gateway.Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds()));
        var stays = SigningKeyPair.EllipticCurve("stays");
        gateway.Provider.Keys = [gateway.Provider.Keys[0], stays];
        await gateway.StatusAsync(token);
        gateway.Provider.Keys = [stays];

        gateway.Clock.Advance(IssuerKeys.FreshFor - TimeSpan.FromSeconds(1));
        var early = await gateway.StatusAsync(token);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(async () => await gateway.StatusAsync(token) == 401);

        Assert.Equal(200, early);
        Assert.Equal(200, await gateway.StatusAsync(gateway.Token()));
    }

    [Fact]
    public async Task A_key_that_stays_keeps_its_tokens_remembered()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var token = gateway.Token(("exp", gateway.Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds()));
        await gateway.StatusAsync(token);
        gateway.Provider.Keys = [.. gateway.Provider.Keys, SigningKeyPair.EllipticCurve("new")];

        gateway.Clock.Advance(IssuerKeys.FreshFor);
        await UntilAsync(async () => await gateway.StatusAsync(token) == 200 && gateway.Provider.Reads == 2);

        Assert.Equal(200, await gateway.StatusAsync(token));
    }

    [Fact]
    public async Task A_key_that_is_exchanged_under_its_old_name_is_another_key()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var token = gateway.Token(("exp", gateway.Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds()));
        await gateway.StatusAsync(token);
        gateway.Provider.Keys = [SigningKeyPair.EllipticCurve("one")];

        gateway.Clock.Advance(IssuerKeys.FreshFor);
        await UntilAsync(async () => await gateway.StatusAsync(token) == 401);

        Assert.Equal(200, await gateway.StatusAsync(gateway.Token()));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"one"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    public async Task A_token_of_a_key_that_was_exchanged_under_its_old_name_or_none_is_accepted_at_once(string header)
    {
        await using var gateway = await TokenGateway.StartAsync();
        await gateway.StatusAsync(gateway.Token());
        var exchanged = SigningKeyPair.EllipticCurve("one");
        gateway.Provider.Keys = [exchanged];
        var claims = gateway.Provider.Claims(gateway.Clock.GetUtcNow());

        var accepted = await gateway.StatusAsync(exchanged.Sign(header, claims));
        var forged = await gateway.StatusAsync(SigningKeyPair.EllipticCurve("one").Sign(header, claims));

        Assert.Equal([200, 401], [accepted, forged]);
        Assert.Equal(2, gateway.Provider.Reads);
    }

    [Theory]
    [InlineData("https://login.example", "https://keys.example/keys", true)]
    [InlineData("https://login.example", "http://keys.example/keys", false)]
    [InlineData("https://login.example", "https://localhost:8443/keys", false)]
    [InlineData("https://login.example", "https://[::1]/keys", false)]
    [InlineData("https://login.example", "file:///etc/keys", false)]
    [InlineData("http://127.0.0.1:7079", "http://127.0.0.1:7079/keys", true)]
    [InlineData("http://127.0.0.1:7079", "https://localhost/keys", true)]
    [InlineData("http://127.0.0.1:7079", "http://keys.example/keys", false)]
    [InlineData("http://127.0.0.1:7079", "file:///etc/keys", false)]
    public void A_provider_elsewhere_can_not_point_to_this_machine_and_nobody_to_a_file(string metadata, string keys, bool mayFollow) =>
        Assert.Equal(mayFollow, KeySource.MayFollow(new Uri(metadata), new Uri(keys)));

    public static TheoryData<string> Faults() => new()
    {
        "status", "redirect", "text", "empty", "large", "depth", "list", "no keys", "issuer", "http", "no address", "twice",
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_provider_that_can_not_be_believed_leads_to_503_and_is_asked_again_after_five_seconds(string fault)
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Provider.Instead = context => AnswerWrongAsync(gateway.Provider, context, fault);
        using var first = await gateway.GetAsync(gateway.Token());
        var asked = gateway.Provider.Reads;
        gateway.Provider.Instead = null;

        var soon = await gateway.StatusAsync(gateway.Token());
        var askedSoon = gateway.Provider.Reads;
        gateway.Clock.Advance(IssuerKeys.RetryWithoutKeys);
        var later = await gateway.StatusAsync(gateway.Token());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal("5", first.Headers.RetryAfter!.ToString());
        Assert.Contains("dependency-unavailable", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([503, 200], [soon, later]);
        Assert.Equal(asked, askedSoon);
        Assert.Contains(gateway.Host.Log.Lines, line => line.StartsWith("Warning 1501", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_is_gone_leads_to_503_and_never_to_401()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var token = gateway.Token();
        await gateway.Provider.DisposeAsync();

        Assert.Equal(503, await gateway.StatusAsync(token));
        Assert.Equal(503, await gateway.StatusAsync(token));
    }

    [Fact]
    public async Task A_provider_that_hangs_is_given_up_after_five_seconds()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Provider.Instead = async context =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };

        var request = gateway.StatusAsync(gateway.Token());
        await arrived.Task;
        gateway.Clock.Advance(IssuerKeys.LongestLoad);

        Assert.Equal(503, await request);
    }

    [Fact]
    public async Task Keys_that_are_known_stay_good_while_the_provider_is_down()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await gateway.StatusAsync(gateway.Token());
        gateway.Provider.Instead = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };

        gateway.Clock.Advance(IssuerKeys.FreshFor);
        var remembered = await gateway.StatusAsync(gateway.Token());
        await UntilAsync(() => Task.FromResult(gateway.Host.Log.Lines.Any(line => line.StartsWith("Warning 1501", StringComparison.Ordinal))));
        var unseen = await gateway.StatusAsync(gateway.Token(("sub", "bob")));
        var unknown = await gateway.StatusAsync(SigningKeyPair.EllipticCurve("x").Sign("""{"alg":"ES256","kid":"x"}""", gateway.Provider.Claims(gateway.Clock.GetUtcNow())));

        Assert.Equal([200, 200, 503], [remembered, unseen, unknown]);
    }

    [Fact]
    public async Task Keys_come_from_where_the_route_says()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Provider.Instead = context => context.Request.Path.Value switch
        {
            "/elsewhere" => context.Response.WriteAsync(gateway.Provider.Discovery()),
            "/keys" => gateway.Provider.WriteAsync(context),
            _ => Task.FromException(new InvalidOperationException("Nobody should ask for this.")),
        };
        string[] settings = [$", jwksUri: \"{gateway.Provider.Issuer}/keys\"", $", metadata: \"{gateway.Provider.Issuer}/elsewhere?x=y\""];

        foreach (var setting in settings)
        {
            await gateway.Host.ApplyAsync(TokenGateway.Shop(gateway.Provider, gateway.Upstream, setting));
            gateway.Clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(200, await gateway.StatusAsync(gateway.Token()));
        }
    }

    [Fact]
    public async Task A_new_configuration_keeps_the_keys_that_are_known()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await gateway.StatusAsync(gateway.Token());

        await gateway.Host.ApplyAsync(TokenGateway.Shop(gateway.Provider, gateway.Upstream, ", algorithms: [ES256]", "maxBody: 1MiB"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(200, await gateway.StatusAsync(gateway.Token()));
        Assert.Equal(1, gateway.Provider.Reads);
    }

    private static Task AnswerWrongAsync(IdentityProvider provider, HttpContext context, string fault)
    {
        var isKeys = context.Request.Path == "/keys";
        switch (fault)
        {
            case "status":
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return Task.CompletedTask;
            case "redirect":
                context.Response.Redirect(isKeys ? "/keys" : "/.well-known/openid-configuration");
                return Task.CompletedTask;
        }

        var answer = fault switch
        {
            "text" => "<html>sign in</html>",
            "empty" => "",
            "large" => "{\"issuer\":\"" + new string('x', KeySource.MaxAnswer) + "\"}",
            "depth" => new string('[', 100_000),
            "list" => "[]",
            "no keys" => isKeys ? "{}" : provider.Discovery(),
            "issuer" => isKeys ? provider.Jwks() : provider.Discovery().Replace("\"issuer\":\"http", "\"issuer\":\"HTTP", StringComparison.Ordinal),
            "http" => isKeys ? provider.Jwks() : $$"""{"issuer":"{{provider.Issuer}}","jwks_uri":"http://keys.example/"}""",
            "no address" => isKeys ? provider.Jwks() : $$"""{"issuer":"{{provider.Issuer}}"}""",
            _ => isKeys ? provider.Jwks() : $$"""{"issuer":"{{provider.Issuer}}","issuer":"{{provider.Issuer}}","jwks_uri":"{{provider.Issuer}}/keys"}""",
        };
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer)).AsTask();
    }

    /// <summary>Repeats what a change that is under way will make true.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
