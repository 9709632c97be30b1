using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Authentication;

/// <summary>Which credentials a route accepts, ready to be looked for; none where everybody may call.</summary>
internal sealed class AccessModel
{
    public static AccessModel Everybody { get; } = new();

    /// <summary>The headers that may carry a key besides <c>Authorization: Bearer</c>; null where keys aren't accepted.</summary>
    public IReadOnlyList<string>? KeyHeaders { get; init; }

    /// <summary>Whose tokens are accepted; null for nobody's.</summary>
    public TokenPolicy? Tokens { get; init; }

    /// <summary>Whether a key and a token are needed, not just one of them.</summary>
    public bool NeedsBoth { get; init; }

    /// <summary>Whether a key in any of the usual headers is looked at, so that none can slip through to an upstream.</summary>
    public bool LooksAtUsualKeyHeaders => ReferenceEquals(KeyHeaders, KeyAccessConfig.DefaultHeaders);

    /// <summary>What a caller without a credential has to do.</summary>
    public string Hint
    {
        get
        {
            var key = $"an API key in '{(KeyHeaders is [var first, ..] ? first : "Authorization")}'";
            const string token = "an access token as 'Authorization: Bearer'";
            return (KeyHeaders, Tokens) switch
            {
                (_, null) => $"Send {key} or as 'Authorization: Bearer'.",
                (null, _) => $"Send {token}.",
                _ when NeedsBoth => $"Send {key} and {token}; this route needs both.",
                _ => $"Send {token}, or {key}.",
            };
        }
    }

    /// <param name="config">What the route says; null for the default, an API key.</param>
    /// <param name="tokens">Gives the policy for issuers.</param>
    public static AccessModel Of(AccessConfig? config, Func<IReadOnlyList<JwtConfig>, TokenPolicy> tokens)
    {
        config ??= AccessConfig.Default;
        if (config.Anonymous)
        {
            return Everybody;
        }

        var keys = config.Keys ?? config.All?.Select(item => item.Keys).FirstOrDefault(item => item is not null);
        var issuers = config.Jwt ?? config.All?.Select(item => item.Jwt).FirstOrDefault(item => item is not null);
        return keys is null && issuers is null
            ? throw new FormatException("A route accepts no credential.")
            : new AccessModel { KeyHeaders = keys?.Headers, Tokens = issuers is null ? null : tokens(issuers), NeedsBoth = config.All is not null };
    }
}
