using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Local.Tests.Processes;

namespace Tollgate.Local.Tests.Identity;

/// <summary>The development identity provider and the gateway that accepts its tokens, as one process.</summary>
public sealed class IdentityTests(IdentityTests.Run run) : IClassFixture<IdentityTests.Run>
{
    private const string Redirect = "http://127.0.0.1:8080/callback";

    private static readonly string Verifier = new('v', 43);

    private LocalProcess Local => run.Local!;

    // The only test that rotates: after it the gateway looks for unknown keys no sooner than in five minutes.
    [Fact]
    public async Task The_gateway_accepts_what_the_provider_signs_also_after_a_rotation()
    {
        var before = await ClientTokenAsync();
        var first = await CallAsync(before);

        using var rotated = await Local.Client.PostAsync(Local.Url("identity", "/keys/rotate"), null);
        var after = new[] { await ClientTokenAsync(), await ClientTokenAsync(("alg", "RS256")) };
        var statuses = new[] { first, await CallAsync(after[0]), await CallAsync(after[1]), await CallAsync(before) };

        Assert.Equal(HttpStatusCode.OK, rotated.StatusCode);
        Assert.NotEqual(before.Split('.')[0], after[0].Split('.')[0]);
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task A_token_for_somebody_else_is_refused()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(await ClientTokenAsync(("audience", "api://other"))));
    }

    [Fact]
    public async Task A_person_is_chosen_from_a_page_and_the_app_gets_tokens_for_the_code()
    {
        using var page = await Local.Client.GetAsync(Local.Url("identity", Authorize()));
        var code = await CodeAsync("alice");
        using var answer = await ExchangeAsync(code, Verifier);
        using var again = await ExchangeAsync(code, Verifier);
        var tokens = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        var access = Claims(tokens.GetProperty("access_token").GetString()!);
        var identity = Claims(tokens.GetProperty("id_token").GetString()!);

        Assert.Contains("login_hint=alice", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(("alice", "openid catalog.write", "admin", "tollgate"), (Text(access, "sub"), Text(access, "scope"), access.GetProperty("roles")[0].GetString(), Text(access, "aud")));
        Assert.Equal(("alice", "demo-app", "n1"), (Text(identity, "sub"), Text(identity, "aud"), Text(identity, "nonce")));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(tokens.GetProperty("access_token").GetString()!));
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_without_its_verifier()
    {
        using var answer = await ExchangeAsync(await CodeAsync("bob"), new string('w', 43));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("invalid_grant", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redirect_uri", "https://elsewhere.example/")]
    [InlineData("redirect_uri", "http://127.0.0.1.elsewhere.example/")]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    [InlineData("redirect_uri", "http://loopback/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1/call\nback")]
    [InlineData("redirect_uri", "http:\\\\127.0.0.1/")]
    [InlineData("client_id", "other")]
    [InlineData("response_type", "token")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge", "short")]
    [InlineData("scope", "a\"b")]
    public async Task What_is_wrong_with_an_authorization_is_said_and_sent_nowhere(string parameter, string value)
    {
        using var answer = await Local.Client.GetAsync(Local.Url("identity", Authorize((parameter, value), ("login_hint", "alice"))));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("error_description", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo", "wrong", "client_credentials", HttpStatusCode.Unauthorized)]
    [InlineData("other", "", "client_credentials", HttpStatusCode.Unauthorized)]
    [InlineData("demo-app", "", "client_credentials", HttpStatusCode.Unauthorized)]
    [InlineData("demo-app", "", "password", HttpStatusCode.BadRequest)]
    [InlineData("demo-app", "", "authorization_code", HttpStatusCode.BadRequest)]
    public async Task Only_a_known_client_gets_a_token(string client, string secret, string grant, HttpStatusCode status)
    {
        using var answer = await PostAsync(("client_id", client), ("client_secret", secret), ("grant_type", grant));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_that_is_no_form_or_names_another_host_is_refused()
    {
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var large = new FormUrlEncodedContent([new("grant_type", new string('x', 20_000))]);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, Local.Url("identity", "/keys")) { Headers = { Host = "rebound.example" } };

        using var noForm = await Local.Client.PostAsync(Local.Url("identity", "/token"), json);
        using var tooLarge = await Local.Client.PostAsync(Local.Url("identity", "/token"), large);
        using var rebound = await Local.Client.SendAsync(foreign);

        Assert.Equal(HttpStatusCode.BadRequest, noForm.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, tooLarge.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, rebound.StatusCode);
    }

    [Fact]
    public async Task A_form_in_a_text_encoding_that_is_not_read_is_refused()
    {
        using var form = new StringContent("grant_type=client_credentials");
        form.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded; charset=utf-7");

        using var answer = await Local.Client.PostAsync(Local.Url("identity", "/token"), form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere.example", HttpStatusCode.Forbidden, null)]
    [InlineData("null", HttpStatusCode.Forbidden, null)]
    [InlineData("http://localhost:3000", HttpStatusCode.OK, "http://localhost:3000")]
    public async Task Only_pages_of_this_machine_may_ask_and_read(string origin, HttpStatusCode status, string? readable)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Local.Url("identity", "/keys/rotate")) { Headers = { { "Origin", origin } } };

        using var answer = await Local.Client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(readable, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null);
    }

    /// <summary>One process for all tests.</summary>
    public sealed class Run : IAsyncLifetime
    {
        internal LocalProcess? Local { get; private set; }

        public async Task InitializeAsync() => Local = await LocalProcess.StartAsync("--memory");

        public async Task DisposeAsync() => await Local!.DisposeAsync();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement Claims(string token) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    private static string Authorize(params (string Name, string Value)[] changes)
    {
        Dictionary<string, string> parameters = new()
        {
            ["response_type"] = "code",
            ["client_id"] = "demo-app",
            ["redirect_uri"] = Redirect,
            ["scope"] = "openid catalog.write",
            ["state"] = "\"><s>",
            ["nonce"] = "n1",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        return "/authorize?" + string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
    }

    private async Task<string> CodeAsync(string person)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await client.GetAsync(Local.Url("identity", Authorize(("login_hint", person))));
        var target = answer.Headers.Location!;
        Assert.StartsWith(Redirect, target.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("state=%22%3E%3Cs%3E", target.Query, StringComparison.Ordinal);
        return target.Query[1..].Split('&').Single(part => part.StartsWith("code=", StringComparison.Ordinal))["code=".Length..];
    }

    private Task<HttpResponseMessage> ExchangeAsync(string code, string verifier) => PostAsync(
        ("grant_type", "authorization_code"), ("client_id", "demo-app"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", verifier));

    private async Task<string> ClientTokenAsync(params (string Name, string Value)[] parameters)
    {
        var secret = Local.Ready.GetProperty("client").GetProperty("secret").GetString()!;
        using var answer = await PostAsync([("grant_type", "client_credentials"), ("client_id", "demo"), ("client_secret", secret), .. parameters]);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString()!;
    }

    private async Task<HttpResponseMessage> PostAsync(params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        return await Local.Client.PostAsync(Local.Url("identity", "/token"), content);
    }

    private async Task<HttpStatusCode> CallAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Local.Url("gateway", "/catalog/v1/products?limit=1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Local.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
