using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Platform.Secrets;

namespace Tollgate.Local.Identity;

/// <summary>The token endpoint: tokens for the client itself, and for people in exchange for a code.</summary>
internal sealed class TokenEndpoint(TokenFactory tokens, AuthorizationCodes codes, ISecretStore secrets)
{
    private const int LargestForm = 16 << 10;
    private const string BasicScheme = "Basic ";

    public async Task AnswerAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form)
        {
            await JsonAnswer.WriteErrorAsync(context, new OAuthError(OAuthError.InvalidRequest, "Send the parameters as a form (application/x-www-form-urlencoded), each once."));
            return;
        }

        string? Parameter(string name) => form[name] is [{ Length: > 0 } value] ? value : null;
        var (clientId, secret) = Credentials(context.Request, Parameter);
        var algorithm = Parameter("alg") ?? SigningKeys.EllipticCurve;
        if (algorithm is not (SigningKeys.EllipticCurve or SigningKeys.Rsa))
        {
            await JsonAnswer.WriteErrorAsync(context, new OAuthError(OAuthError.InvalidRequest, "The alg is ES256 or RS256."));
            return;
        }

        var (request, person, error) = Parameter("grant_type") switch
        {
            "client_credentials" => await ForClientAsync(clientId, secret, Parameter, context.RequestAborted),
            "authorization_code" => ForPerson(clientId, Parameter),
            _ => (null, null, new OAuthError(OAuthError.UnsupportedGrant, "The grant_type is 'client_credentials' or 'authorization_code'.")),
        };
        await (request is null ? JsonAnswer.WriteErrorAsync(context, error!) : JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, tokens.Create(request, person, algorithm)));
    }

    private static async ValueTask<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestForm;
        }

        try
        {
            var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
            return form?.All(pair => pair.Value.Count == 1) is true ? form : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException or NotSupportedException)
        {
            return null;
        }
    }

    // RFC 6749 section 2.3.1: in the header, where both parts are form-encoded, or in the form.
    private static (string? Id, string? Secret) Credentials(HttpRequest request, Func<string, string?> parameter)
    {
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
        {
            var decoded = new byte[header.Length];
            return Convert.TryFromBase64String(header[BasicScheme.Length..], decoded, out var length)
                && Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2) is [var id, var secret]
                ? (Uri.UnescapeDataString(id), Uri.UnescapeDataString(secret))
                : (null, null);
        }

        return (parameter("client_id"), parameter("client_secret"));
    }

    private async ValueTask<(TokenRequest?, Person?, OAuthError?)> ForClientAsync(
        string? clientId, string? secret, Func<string, string?> parameter, CancellationToken cancellationToken)
    {
        var client = await DevelopmentClient.EnsureAsync(secrets, cancellationToken);
        if (clientId != DevelopmentClient.Id || secret is null || !client.Matches(secret))
        {
            return (null, null, new OAuthError(OAuthError.InvalidClient, $"The client is '{DevelopmentClient.Id}', with the secret that the start shows."));
        }

        var (request, error) = TokenRequest.Read(clientId, parameter);
        return (request, null, error);
    }

    private (TokenRequest?, Person?, OAuthError?) ForPerson(string? clientId, Func<string, string?> parameter)
    {
        if (clientId != DevelopmentClient.AppId)
        {
            return (null, null, new OAuthError(OAuthError.InvalidClient, $"The client_id is '{DevelopmentClient.AppId}', which has no secret."));
        }

        return codes.Take(parameter("code") ?? "") is { } authorization
            && authorization.RedirectUri == parameter("redirect_uri")
            && parameter("code_verifier") is { } verifier && authorization.IsProvenBy(verifier)
            ? (authorization.Request, authorization.Person, null)
            : (null, null, new OAuthError(OAuthError.InvalidGrant, "The code is unknown, used or older than a minute, or redirect_uri or code_verifier don't belong to it."));
    }
}
