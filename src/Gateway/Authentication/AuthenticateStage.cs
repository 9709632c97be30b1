using Tollgate.Platform.Credentials;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Authentication;

/// <summary>Proves who calls by the API key (form and checksum first, then its hash), where the route asks for it.</summary>
internal sealed class AuthenticateStage(CredentialCache credentials, TimeProvider time) : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange)
    {
        var access = exchange.Route!.Access;
        if (access.Anonymous)
        {
            return default;
        }

        var presented = PresentedKey.Find(exchange.Context.Request.Headers, access.Keys!.Headers);
        switch (presented.Presentation)
        {
            case KeyPresentation.Missing:
                return new(Refuse(exchange, ProblemTypes.CredentialMissing, $"Send an API key in '{access.Keys.Headers.FirstOrDefault("Authorization")}' or as 'Authorization: Bearer'.", invalid: false));
            case KeyPresentation.Several:
                return new(Refuse(exchange, ProblemTypes.CredentialInvalid, "The request carries more than one API key; send one."));
        }

        exchange.ConsumedHeader = presented.Header;
        return ApiKey.HasValidForm(presented.Key)
            ? CheckAsync(exchange, presented.Key)
            : new(Refuse(exchange, ProblemTypes.CredentialInvalid, "The API key is not well-formed: it was cut, mistyped, or is not a key of this gateway."));
    }

    private ValueTask<Problem?> CheckAsync(GatewayExchange exchange, ReadOnlySpan<char> key)
    {
        var lookup = credentials.FindAsync(key, exchange.Snapshot.Head.CredentialSequence);
        return lookup.IsCompletedSuccessfully ? new(Check(exchange, lookup.Result)) : AwaitAsync(exchange, lookup);
    }

    private async ValueTask<Problem?> AwaitAsync(GatewayExchange exchange, ValueTask<CallerIdentity?> lookup) => Check(exchange, await lookup);

    private Problem? Check(GatewayExchange exchange, CallerIdentity? caller)
    {
        if (caller is null || caller.ExpiresAt <= time.GetUtcNow())
        {
            return Refuse(exchange, ProblemTypes.CredentialInvalid, "The API key is unknown, expired or revoked; issue a new one for the subscription.");
        }

        exchange.Caller = caller;
        return null;
    }

    private static Problem Refuse(GatewayExchange exchange, ProblemType type, string detail, bool invalid = true)
    {
        var challenge = $"Bearer realm=\"{exchange.Route!.Api.Name}\"";
        return new Problem(type, detail) { Headers = [new("WWW-Authenticate", invalid ? challenge + ", error=\"invalid_token\"" : challenge)] };
    }
}
