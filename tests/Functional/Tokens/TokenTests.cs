using System.Net;

namespace Tollgate.Functional.Tokens;

/// <summary>What a token may look like and must say (RFC 7519, RFC 8725).</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData("""{"alg":"ES256","kid":"one"}""", 200)]
    [InlineData("""{"alg":"ES256","kid":"one","typ":"jwt"}""", 200)]
    [InlineData("""{"alg":"ES256","kid":"one","typ":"at+jwt"}""", 200)]
    [InlineData("""{"alg":"ES256","kid":"one","typ":"application/at+jwt"}""", 200)]
    [InlineData("""{"alg":"ES256","kid":"one","typ":"logout+jwt"}""", 401)]
    [InlineData("""{"alg":"ES256","kid":"one","typ":"dpop+jwt"}""", 401)]
    [InlineData("""{"alg":"ES256","kid":"one","crit":["exp"],"exp":1}""", 401)]
    [InlineData("""{"alg":"ES256","kid":"one","crit":[]}""", 401)]
    [InlineData("""{"alg":"ES256","kid":7}""", 401)]
    [InlineData("""{"alg":"ES256","kid":""}""", 401)]
    [InlineData("""{"alg":"RS256","kid":"one"}""", 401)]
    [InlineData("""{"alg":"es256","kid":"one"}""", 401)]
    [InlineData("""{"alg":"ES256","kid":"ONE"}""", 401)]
    [InlineData("""{"alg":"none","alg":"ES256","kid":"one"}""", 401)]
    [InlineData("""["ES256"]""", 401)]
    [InlineData("ES256", 401)]
    public async Task A_header_says_what_the_token_is(string header, int status)
    {
        await using var gateway = await TokenGateway.StartAsync();

        Assert.Equal(status, await gateway.StatusAsync(gateway.Provider.Keys[0].Sign(header, gateway.Provider.Claims(gateway.Clock.GetUtcNow()))));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"one","typ":"at+JWT"}""", 200)]
    [InlineData("""{"alg":"ES256","kid":"one","typ":"JWT"}""", 401)]
    [InlineData("""{"alg":"ES256","kid":"one"}""", 401)]
    public async Task A_route_may_demand_a_type(string header, int status)
    {
        await using var gateway = await TokenGateway.StartAsync(", type: at+jwt");

        Assert.Equal(status, await gateway.StatusAsync(gateway.Provider.Keys[0].Sign(header, gateway.Provider.Claims(gateway.Clock.GetUtcNow()))));
    }

    public static TheoryData<string, object?, int> ClaimValues() => new()
    {
        { "iss", null, 401 },
        { "iss", "https://login.example", 401 },
        { "iss", 7, 401 },
        { "aud", null, 401 },
        { "aud", "api://other", 401 },
        { "aud", "API://SHOP", 401 },
        { "aud", "api://shop/", 401 },
        { "aud", Array.Empty<string>(), 401 },
        { "aud", new[] { "api://other", "api://shop" }, 200 },
        { "aud", new object[] { 1, "api://shop" }, 401 },
        { "aud", new Dictionary<string, string> { ["api://shop"] = "x" }, 401 },
        { "exp", null, 401 },
        { "exp", "4102444800", 401 },
        { "exp", 0, 401 },
        { "exp", -1, 401 },
        { "exp", 1e17, 200 },
        { "exp", 4102444800.5, 200 },
        { "nbf", "now", 401 },
        { "nbf", 0, 200 },
        { "nbf", 4102444800, 401 },
        { "sub", null, 401 },
        { "sub", 7, 401 },
    };

    [Theory]
    [MemberData(nameof(ClaimValues))]
    public async Task Claims_are_what_the_route_demands(string name, object? value, int status)
    {
        await using var gateway = await TokenGateway.StartAsync();

        Assert.Equal(status, await gateway.StatusAsync(gateway.Token((name, value))));
    }

    [Fact]
    public async Task An_issuer_is_compared_to_the_last_character()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var issuer = gateway.Provider.Issuer;
        string[] others = [issuer + "/", issuer.ToUpperInvariant(), issuer + " ", issuer + "\0", issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), ""];

        foreach (var other in others)
        {
            Assert.Equal(401, await gateway.StatusAsync(gateway.Token(("iss", other))));
        }
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData(", clockSkew: 0s", 0)]
    [InlineData(", clockSkew: 60s", 60)]
    public async Task A_clock_may_be_apart_by_the_skew_and_not_a_second_more(string jwt, int skew)
    {
        await using var gateway = await TokenGateway.StartAsync(jwt);
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();

        var statuses = new[]
        {
            await gateway.StatusAsync(gateway.Token(("exp", now - skew + 1))),
            await gateway.StatusAsync(gateway.Token(("exp", now - skew))),
            await gateway.StatusAsync(gateway.Token(("nbf", now + skew))),
            await gateway.StatusAsync(gateway.Token(("nbf", now + skew + 1))),
        };

        Assert.Equal([200, 401, 200, 401], statuses);
    }

    public static TheoryData<string> Garbage() => new()
    {
        "", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "e30.e30.", "e30.e30.e30", "!!.!!.!!", "eyJ.eyJ.eyJ", "null", "undefined",
        "W10.W10.W10", "ew.ew.ew", new string('.', 500), new string('a', 8000), "e30=.e30=.e30=", "e30 .e30.e30", "%7B%7D.e30.e30",
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_is_401_and_costs_the_provider_nothing(string token)
    {
        await using var gateway = await TokenGateway.StartAsync();
        using var connection = await gateway.Host.ConnectAsync();

        await connection.SendAsync($"GET /shop/x HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n");
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nWWW-Authenticate: Bearer", answer, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Provider.Reads);
    }

    [Fact]
    public async Task A_token_beyond_8_KB_is_refused_and_one_below_is_not()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var padding = 8192 - gateway.Token(("pad", "")).Length;

        var below = gateway.Token(("pad", new string('x', (padding * 3 / 4) - 4)));
        var beyond = gateway.Token(("pad", new string('x', (padding * 3 / 4) + 4)));

        Assert.InRange(below.Length, 8180, 8192);
        Assert.Equal(200, await gateway.StatusAsync(below));
        Assert.InRange(beyond.Length, 8193, 8210);
        Assert.Equal(401, await gateway.StatusAsync(beyond));
    }

    [Fact]
    public async Task Claims_without_number_or_end_do_no_harm()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var many = Enumerable.Range(0, 400).Select(index => ($"c{index}", (object?)index)).ToArray();
        var now = gateway.Clock.GetUtcNow();
        var valid = gateway.Provider.Claims(now);

        var deep = gateway.Provider.Keys[0].Sign(gateway.Provider.Header(), valid[..^1] + ",\"deep\":" + new string('[', 2500) + new string(']', 2500) + "}");
        var twice = gateway.Provider.Keys[0].Sign(gateway.Provider.Header(), valid[..^1] + ",\"sub\":\"mallory\"}");
        var notUtf8 = gateway.Provider.Keys[0].Sign(gateway.Provider.Header(), valid[..^1] + ",\"a\":\"\\ud800\"}");

        Assert.Equal(200, await gateway.StatusAsync(gateway.Token(many)));
        Assert.Equal(401, await gateway.StatusAsync(deep));
        Assert.Equal(401, await gateway.StatusAsync(twice));
        Assert.Equal(401, await gateway.StatusAsync(notUtf8));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999999999")]
    [InlineData("\"\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\u0000\\r\\n\"")]
    [InlineData("[]")]
    [InlineData("[null,[],{},\"\\udfff\"]")]
    [InlineData("{}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":1}}}}}}")]
    public async Task A_properly_signed_token_may_say_anything_and_is_accepted_or_refused(string json)
    {
        await using var gateway = await TokenGateway.StartAsync(settings: "require: [\"scope:a | role:a | claim:a | claim:c=d\"]");
        var (key, now) = (gateway.Provider.Keys[0], gateway.Clock.GetUtcNow());
        var names = (string[])["iss", "aud", "exp", "nbf", "iat", "sub", "azp", "appid", "client_id", "scope", "scp", "roles", "a"];

        foreach (var name in names)
        {
            var claims = gateway.Provider.Claims(now, (name, null))[..^1] + $",\"{name}\":{json}}}";
            Assert.Contains(await gateway.StatusAsync(key.Sign(gateway.Provider.Header(), claims)), (int[])[200, 401, 403]);
        }

        foreach (var name in (string[])["alg", "typ", "kid", "crit", "x"])
        {
            Assert.Contains(await gateway.StatusAsync(key.Sign($"{{\"{name}\":{json}}}", gateway.Provider.Claims(now))), (int[])[401, 403]);
        }
    }

    [Fact]
    public async Task A_name_that_is_too_long_for_a_name_is_refused()
    {
        await using var gateway = await TokenGateway.StartAsync();

        var statuses = new[]
        {
            await gateway.StatusAsync(gateway.Token(("sub", new string('s', 256)))),
            await gateway.StatusAsync(gateway.Token(("sub", new string('s', 257)))),
            await gateway.StatusAsync(gateway.Token(("azp", new string('c', 257)))),
        };

        Assert.Equal([200, 401, 401], statuses);
    }

    [Fact]
    public async Task An_encrypted_token_is_refused_as_such()
    {
        await using var gateway = await TokenGateway.StartAsync();

        using var response = await gateway.GetAsync($"{SigningKeyPair.Encode("""{"alg":"RSA-OAEP","enc":"A256GCM"}""")}.AA.AA.AA.AA");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("The token is encrypted", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_looked_for_in_one_place_and_there_once()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var token = gateway.Token();

        using var query = await gateway.Host.GetAsync($"/shop/x?access_token={token}&token={token}");
        using var header = await gateway.Host.GetAsync("/shop/x", ("X-API-Key", token));
        using var cookie = await gateway.Host.GetAsync("/shop/x", ("Cookie", $"access_token={token}"));
        using var basic = await gateway.Host.GetAsync("/shop/x", ("Authorization", $"Basic {token}"));
        using var bare = await gateway.Host.GetAsync("/shop/x", ("Authorization", token));
        using var twice = await gateway.Host.GetAsync("/shop/x", ("Authorization", $"Bearer {token}"), ("Authorization", $"Bearer {token}"));
        using var listed = await gateway.Host.GetAsync("/shop/x", ("Authorization", $"Bearer {token}, Bearer {token}"));

        Assert.All([query, header, cookie, basic, bare, twice, listed], response => Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode));
        Assert.Contains("credential-missing", await query.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("credential-invalid", await twice.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_refused_at_the_moment_when_it_expires_also_when_it_is_remembered()
    {
        await using var gateway = await TokenGateway.StartAsync(", clockSkew: 0s");
        var token = gateway.Token(("exp", gateway.Clock.GetUtcNow().AddSeconds(2).ToUnixTimeSeconds()));
        var before = await gateway.StatusAsync(token);

        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await gateway.GetAsync(token);
        var records = new[] { await gateway.Host.Log.NextAsync(), await gateway.Host.Log.NextAsync() };

        Assert.Equal(200, before);
        Assert.Equal("The token has expired; get a new one.", records[1]["reason"]);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains("expired", after.Headers.WwwAuthenticate.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_one_route_accepts_is_not_remembered_for_another_that_demands_more()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var other = TokenGateway.Shop(gateway.Provider, gateway.Upstream).Replace("api: shop\npath: /shop", "api: other\npath: /other", StringComparison.Ordinal);
        await gateway.Host.ApplyAsync(TokenGateway.Shop(gateway.Provider, gateway.Upstream) + "\n---\n" + other.Replace("api://shop", "api://other", StringComparison.Ordinal));
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var token = gateway.Token();

        var statuses = new[] { await gateway.StatusAsync(token), await gateway.StatusAsync(token, "/other/x"), await gateway.StatusAsync(token) };

        Assert.Equal([200, 401, 200], statuses);
    }
}
