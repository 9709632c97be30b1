using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;
using Tollgate.Testing;

namespace Tollgate.Functional.Tokens;

/// <summary>A gateway that accepts a provider's tokens for one API, with an upstream that echoes the headers it gets.</summary>
internal sealed class TokenGateway : IAsyncDisposable
{
    /// <summary>Documents of two consumers, one of whom has subscribed, twice.</summary>
    public const string Partners = """
        ---
        plan: basic
        apis: [shop]
        ---
        plan: none
        apis: []
        ---
        consumer: web
        clientIds: [web-client, web-client-2]
        ---
        consumer: guest
        clientIds: [guest-client]
        ---
        subscription: web-none
        consumer: web
        plan: none
        ---
        subscription: web-basic
        consumer: web
        plan: basic
        scopes: [from.subscription]
        """;

    private readonly HttpServer _upstream;

    private TokenGateway(ManualClock clock, IdentityProvider provider, HttpServer upstream, GatewayHost host) =>
        (Clock, Provider, _upstream, Host) = (clock, provider, upstream, host);

    public ManualClock Clock { get; }

    public IdentityProvider Provider { get; }

    public GatewayHost Host { get; }

    public Uri Upstream => _upstream.Url;

    /// <param name="jwt">More settings of the issuer, each with a comma in front; <c>{provider}</c> is the provider's address.</param>
    /// <param name="settings">More settings of the API, and more documents.</param>
    /// <param name="access">What is accepted besides tokens, with a comma behind.</param>
    /// <param name="path">What the issuer's name has behind the provider's address.</param>
    public static async Task<TokenGateway> StartAsync(string jwt = "", string settings = "", string access = "", string path = "")
    {
        var clock = new ManualClock();
        var provider = await IdentityProvider.StartAsync(path);
        var upstream = await HttpServer.StartAsync(EchoHeaders);
        var host = await GatewayHost.StartAsync(Shop(provider, upstream.Url, jwt, settings, access), clock);
        return new TokenGateway(clock, provider, upstream, host);
    }

    public static string Shop(IdentityProvider provider, Uri upstream, string jwt = "", string settings = "", string access = "") =>
        $"api: shop\npath: /shop\nupstream: [\"{upstream}\"]\naccess: {{ {access} jwt: {{ issuer: \"{provider.Name}\", audience: api://shop{jwt.Replace("{provider}", provider.Issuer, StringComparison.Ordinal)} }} }}\n{settings}";

    public string Token(params (string Name, object? Value)[] claims) => Provider.Token(Clock.GetUtcNow(), claims);

    public Task<HttpResponseMessage> GetAsync(string token, string path = "/shop/x") => Host.GetAsync(path, ("Authorization", $"Bearer {token}"));

    public async Task<int> StatusAsync(string token, string path = "/shop/x")
    {
        using var response = await GetAsync(token, path);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _upstream.DisposeAsync();
        await Provider.DisposeAsync();
    }

    public static Task EchoHeaders(HttpContext context) =>
        context.Response.WriteAsync(string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}")));
}
