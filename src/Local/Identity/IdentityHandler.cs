using System.Text.Json.Nodes;
using Tollgate.Local.Listening;
using Tollgate.Platform.Http;

namespace Tollgate.Local.Identity;

/// <summary>What the provider answers where.</summary>
internal sealed class IdentityHandler(LoopbackPort port, SigningKeys keys, AuthorizeEndpoint authorize, TokenEndpoint token)
{
    public Task HandleAsync(HttpContext context)
    {
        var request = context.Request;

        // A page that has its own name resolve to this machine (DNS rebinding) must not read tokens.
        if (!IsThisMachine(request.Host.Host))
        {
            return ProblemWriter.WriteAsync(context, new Problem(ProblemTypes.RouteNotFound, "The development identity provider answers only as 127.0.0.1, localhost or [::1]."));
        }

        // Nor may any other page have keys exchanged; apps on this machine may read what they get.
        if (request.Headers.Origin is [{ } origin, ..])
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || !IsThisMachine(page.Host))
            {
                return ProblemWriter.WriteAsync(context, new Problem(ProblemTypes.OriginNotAllowed, "The development identity provider takes requests from pages of this machine only."));
            }

            context.Response.Headers.AccessControlAllowOrigin = origin;
            context.Response.Headers.Vary = "Origin";
        }

        return (request.Method, request.Path.Value) switch
        {
            ("GET", "/.well-known/openid-configuration") => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, Discovery(port.Root)),
            ("GET", "/keys") => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, keys.Publish()),
            ("POST", "/keys/rotate") => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, keys.Rotate()),
            ("GET", "/authorize") => authorize.AnswerAsync(context),
            ("POST", "/token") => token.AnswerAsync(context),
            _ => ProblemWriter.WriteAsync(context, new Problem(
                ProblemTypes.RouteNotFound,
                "Here are GET /.well-known/openid-configuration, GET /keys, POST /keys/rotate, GET /authorize and POST /token.")),
        };
    }

    private static bool IsThisMachine(string host) => host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static JsonObject Discovery(string issuer) => new()
    {
        ["issuer"] = issuer,
        ["authorization_endpoint"] = issuer + "/authorize",
        ["token_endpoint"] = issuer + "/token",
        ["jwks_uri"] = issuer + "/keys",
        ["response_types_supported"] = new JsonArray("code"),
        ["grant_types_supported"] = new JsonArray("authorization_code", "client_credentials"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray(SigningKeys.EllipticCurve, SigningKeys.Rsa),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post", "none"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["authorization_response_iss_parameter_supported"] = true,
    };
}
