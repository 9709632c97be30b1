using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Tokens;

/// <summary>An OpenID Connect provider on a real socket, which can be made to misbehave.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private HttpServer? _server;
    private int _reads;

    /// <summary>The keys that it publishes.</summary>
    public IReadOnlyList<SigningKeyPair> Keys { get; set; } = [SigningKeyPair.EllipticCurve("one")];

    /// <summary>Its address, and its name in tokens unless a claim says otherwise.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>Its name in its discovery document: that of its tokens, or one that leaves a tenant open.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How often its keys were read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Answers in place of the usual ones; null for those.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <param name="path">What its name has behind its address.</param>
    public static async Task<IdentityProvider> StartAsync(string path = "")
    {
        var provider = new IdentityProvider();
        provider._server = await HttpServer.StartAsync(provider.AnswerAsync);
        provider.Issuer = provider._server.Url.AbsoluteUri.TrimEnd('/');
        provider.Name = provider.Issuer + path;
        return provider;
    }

    /// <summary>A token that everything is right with, unless a claim says otherwise; a null claim is left out.</summary>
    public string Token(DateTimeOffset now, params (string Name, object? Value)[] claims) =>
        Keys[0].Sign(Header(), Claims(now, claims));

    public string Header() => $$"""{"alg":"{{Keys[0].Algorithm}}","typ":"JWT","kid":"{{Keys[0].Id}}"}""";

    public string Claims(DateTimeOffset now, params (string Name, object? Value)[] claims)
    {
        var all = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = "api://shop",
            ["sub"] = "alice",
            ["exp"] = now.ToUnixTimeSeconds() + 300,
        };
        foreach (var (name, value) in claims)
        {
            all.Remove(name);
            if (value is not null)
            {
                all[name] = JsonSerializer.SerializeToNode(value);
            }
        }

        return all.ToJsonString();
    }

    public string Jwks() => $$"""{"keys":[{{string.Join(',', Keys.Select(key => key.Jwk))}}]}""";

    public string Discovery() => string.Create(CultureInfo.InvariantCulture, $$"""{"issuer":"{{Name}}","jwks_uri":"{{Issuer}}/keys"}""");

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/keys")
        {
            Interlocked.Increment(ref _reads);
        }

        return Instead is { } instead ? instead(context) : WriteAsync(context);
    }

    /// <summary>The usual answer.</summary>
    public Task WriteAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration" or "/organizations/.well-known/openid-configuration":
                return context.Response.WriteAsync(Discovery());
            case "/keys":
                return context.Response.WriteAsync(Jwks());
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }
}
