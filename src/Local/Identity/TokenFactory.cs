using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Local.Listening;

namespace Tollgate.Local.Identity;

/// <summary>For what a token is asked.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="Scope">Scopes, separated by spaces; whatever is asked for is granted.</param>
/// <param name="Audience">Whom the token is for.</param>
/// <param name="Nonce">What an ID token repeats; null for none.</param>
internal sealed record TokenRequest(string ClientId, string Scope, string Audience, string? Nonce)
{
    /// <summary>The audience of those who ask for none.</summary>
    public const string DefaultAudience = "tollgate";

    private const int LongestText = 1000;

    /// <summary>Reads the parameters that all ways to a token share.</summary>
    public static (TokenRequest? Request, OAuthError? Error) Read(string clientId, Func<string, string?> parameter)
    {
        var scope = parameter("scope") ?? "";
        var audience = parameter("audience") ?? parameter("resource") ?? DefaultAudience;
        return scope.Length > LongestText || scope.Any(character => character is < ' ' or > '~' or '"' or '\\')
            ? (null, new OAuthError(OAuthError.InvalidScope, "A scope has no quotes, backslashes and control characters; scopes are separated by spaces."))
            : audience.Length is 0 or > LongestText || audience.Any(character => character is <= ' ' or > '~')
            ? (null, new OAuthError(OAuthError.InvalidRequest, "An audience is up to 1000 printable characters without spaces."))
            : (new TokenRequest(clientId, scope, audience, parameter("nonce")), null);
    }
}

/// <summary>Makes signed tokens: access tokens in the form of RFC 9068, ID tokens in that of OpenID Connect Core section 2.</summary>
internal sealed class TokenFactory(LoopbackPort port, SigningKeys keys, TimeProvider time)
{
    /// <summary>How long tokens are valid.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>The answer of the token endpoint.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="person">For whom; null for the client itself.</param>
    /// <param name="algorithm">What signs it.</param>
    public JsonObject Create(TokenRequest request, Person? person, string algorithm)
    {
        var access = Claims(person);
        access["sub"] = person?.Id ?? request.ClientId;
        access["client_id"] = request.ClientId;
        access["jti"] = Guid.NewGuid().ToString("N");
        if (request.Scope.Length > 0)
        {
            access["scope"] = request.Scope;
        }

        var answer = new JsonObject
        {
            ["access_token"] = Sign("at+jwt", request.Audience, access, algorithm),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)Life.TotalSeconds,
            ["scope"] = request.Scope,
        };
        if (person is not null && request.Scope.Split(' ').Contains("openid"))
        {
            var identity = Claims(person);
            identity["sub"] = person.Id;
            identity["azp"] = request.ClientId;
            if (request.Nonce is { } nonce)
            {
                identity["nonce"] = nonce;
            }

            answer["id_token"] = Sign("JWT", request.ClientId, identity, algorithm);
        }

        return answer;
    }

    private static Dictionary<string, object> Claims(Person? person) => person is null ? [] : new()
    {
        ["name"] = person.Name,
        ["roles"] = person.Roles,
        ["department"] = person.Department,
    };

    private string Sign(string type, string audience, Dictionary<string, object> claims, string algorithm)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return Tokens.Handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = type,
            Issuer = port.Root,
            Audience = audience,
            IssuedAt = now,
            Expires = now + Life,
            SigningCredentials = keys.Find(algorithm),
            Claims = claims,
        });
    }

    // Loaded with the first token, so that a start doesn't wait for it.
    private static class Tokens
    {
        public static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    }
}
