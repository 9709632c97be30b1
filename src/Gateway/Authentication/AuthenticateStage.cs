using System.Runtime.CompilerServices;
using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Authentication;

/// <summary>
/// Proves who calls, by an API key (one that isn't remembered by its form and checksum first, then by its hash) or a token, where the route asks for it. A credential that
/// the route accepts and that isn't valid is refused, even beside one that is.
/// </summary>
internal sealed class AuthenticateStage(CredentialCache credentials, TokenCheck tokens, TimeProvider time) : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange)
    {
        var access = exchange.Route!.Access;
        if (!access.LooksAtUsualKeyHeaders)
        {
            StrayKeys.Remove(exchange.Context.Request.Headers, except: access.KeyHeaders);
        }

        return access switch
        {
            { Tokens: { } policy } => RunWithTokensAsync(exchange, access, policy),
            { KeyHeaders: { } headers } => RunWithKeysAsync(exchange, headers),
            _ => default,
        };
    }

    private ValueTask<Problem?> RunWithKeysAsync(GatewayExchange exchange, IReadOnlyList<string> keyHeaders)
    {
        var presented = PresentedKey.Find(exchange.Context.Request.Headers, keyHeaders, tokensToo: false);
        return presented.Presentation switch
        {
            Presentation.Missing => new(Refusal.Missing(exchange.Route!)),
            Presentation.Several => new(Refusal.Several(exchange.Route!, "API key")),
            _ => CheckKeyAsync(exchange, presented),
        };
    }

    private ValueTask<Problem?> CheckKeyAsync(GatewayExchange exchange, in PresentedKey presented)
    {
        exchange.ConsumedHeader = presented.Header;
        var sequence = exchange.Snapshot.Head.CredentialSequence;
        if (presented.Key.Length <= ApiKey.MaxLength && credentials.TryFind(presented.Key, sequence, out var known))
        {
            return new(CheckFound(exchange, known));
        }

        if (!ApiKey.HasValidForm(presented.Key))
        {
            return new(Refusal.Key(exchange.Route!, "The API key is not well-formed: it was cut, mistyped, or is not a key of this gateway."));
        }

        var lookup = credentials.FindAsync(presented.Key, sequence);
        return lookup.IsCompletedSuccessfully ? new(CheckFound(exchange, lookup.Result)) : AwaitAsync(exchange, lookup);
    }

    private async ValueTask<Problem?> AwaitAsync(GatewayExchange exchange, ValueTask<CallerIdentity?> lookup) => CheckFound(exchange, await lookup);

    private Problem? CheckFound(GatewayExchange exchange, CallerIdentity? caller)
    {
        if (caller is null || caller.ExpiresAt <= time.GetUtcNow())
        {
            return Refusal.Key(exchange.Route!, "The API key is unknown, expired or revoked; issue a new one for the subscription.");
        }

        exchange.Caller = caller;
        return null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Problem?> RunWithTokensAsync(GatewayExchange exchange, AccessModel access, TokenPolicy policy)
    {
        var (route, headers) = (exchange.Route!, exchange.Context.Request.Headers);
        var key = access.KeyHeaders is { } names ? PresentedKey.Find(headers, names, tokensToo: true) : default;
        var token = PresentedToken.Find(headers, keysToo: access.KeyHeaders is not null);
        if (key.Presentation is Presentation.Several || token.Presentation is Presentation.Several)
        {
            return Refusal.Several(route, "credential of a kind");
        }

        var (hasKey, hasToken) = (key.Presentation is Presentation.Single, token.Presentation is Presentation.Single);
        if (access.NeedsBoth ? !(hasKey && hasToken) : !(hasKey || hasToken))
        {
            return Refusal.Missing(route);
        }

        if (hasKey && await CheckKeyAsync(exchange, key) is { } problem)
        {
            return problem;
        }

        return hasToken ? await CheckTokenAsync(exchange, token, policy) : null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Problem?> CheckTokenAsync(GatewayExchange exchange, PresentedToken presented, TokenPolicy policy)
    {
        var verdict = await tokens.CheckAsync(presented.Token, policy, exchange.Context.RequestAborted);
        if (verdict.Token is not { } token)
        {
            return Refusal.Token(exchange.Route!, verdict);
        }

        exchange.Caller = token.CallerOf(exchange.Route!.Api, exchange.Caller, exchange.Snapshot.Consumers);

        // A foreign upstream may want the token; a service of ours gets an assertion instead, and nothing that it could leak.
        if (exchange.Route.Upstream.Service is not null)
        {
            exchange.Context.Request.Headers.Authorization = default;
        }

        return null;
    }
}
